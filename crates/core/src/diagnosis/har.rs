//! Calls as browsers keep them in an archive (HAR): the whole of it, or one entry.

use serde_json::Value;

use super::exchange::Exchange;
use super::place;

/// The calls in a text, if it is an archive. Where some of them went to Digdir, the others are the page's own.
pub(super) fn read(text: &str) -> Vec<Exchange> {
    let Ok(whole) = serde_json::from_str::<Value>(text.trim()) else {
        return Vec::new();
    };
    let list = whole.pointer("/log/entries").and_then(Value::as_array);
    let entries = list.map_or(std::slice::from_ref(&whole), Vec::as_slice);
    let found = || entries.iter().filter_map(exchange);
    let digdirs = |one: &Exchange| {
        let target = one.target.as_deref();
        target.is_some_and(|target| place::environment(target).is_some())
    };
    let to_digdir: Vec<Exchange> = found().filter(digdirs).collect();
    if to_digdir.is_empty() {
        found().collect()
    } else {
        to_digdir
    }
}

fn exchange(entry: &Value) -> Option<Exchange> {
    let (request, response) = (entry.get("request")?, entry.get("response")?);
    let text = |value: &Value, at: &str| value.pointer(at).and_then(Value::as_str).map(str::to_owned);
    let status = response.get("status").and_then(Value::as_u64);
    let is_text = response.pointer("/content/encoding").is_none();
    let mut exchange = Exchange {
        method: text(request, "/method"),
        target: Some(text(request, "/url")?),
        sent: text(request, "/postData/text"),
        // A call that was never answered has 0.
        status: status
            .and_then(|status| u16::try_from(status).ok())
            .filter(|status| *status != 0),
        headers: headers(response).collect(),
        body: text(response, "/content/text")
            .filter(|_| is_text)
            .unwrap_or_default(),
        // Chrome puts its own word for what stopped the call beside it.
        broke_off: text(response, "/_error").filter(|said| !said.is_empty()),
        ..Exchange::default()
    };
    exchange.authorization = headers(request)
        .find(|(name, _)| name == "authorization")
        .map(|(_, value)| value);
    Some(exchange)
}

fn headers(side: &Value) -> impl Iterator<Item = (String, String)> {
    let list = side.get("headers").and_then(Value::as_array);
    list.into_iter().flatten().filter_map(|header| {
        let member = |name: &str| header.get(name)?.as_str();
        Some((member("name")?.to_lowercase(), member("value")?.to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_and_one_entry_of_it_are_read() {
        let entry = r#"{"request":{"method":"POST","url":"https://api.test.samarbeid.digdir.no/api/v1/clients","headers":[{"name":"Authorization","value":"Bearer t"}],"postData":{"text":"{}"}},
            "response":{"status":401,"headers":[{"name":"WWW-Authenticate","value":"Bearer"}],"content":{"text":"{\"status\":401}"}}}"#;
        let other = r#"{"request":{"method":"GET","url":"https://a.no/x"},"response":{"status":404}}"#;
        for text in [
            entry.to_owned(),
            format!("{{\"log\":{{\"entries\":[{entry},{other}]}}}}"),
        ] {
            let found = read(&text);
            let json = found[0].to_json();
            assert_eq!((found.len(), &json["status"]), (1, &401.into()), "{text}");
            assert_eq!(json["authorization"], "Bearer t");
            assert_eq!(json["headers"][0][0], "www-authenticate");
        }
        assert_eq!(read(other)[0].status, Some(404));
    }

    #[test]
    fn what_is_no_archive_holds_no_call() {
        for text in [
            "",
            "{}",
            "[1]",
            "{\"request\":1,\"response\":2}",
            "{\"log\":{\"entries\":[1]}}",
        ] {
            assert!(read(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_call_that_was_stopped_tells_why() {
        let text = r#"{"request":{"url":"https://a.no/x"},"response":{"status":0,"_error":"net::ERR_CERT_AUTHORITY_INVALID"}}"#;
        assert_eq!(
            read(text)[0].to_json()["transport"],
            "net::ERR_CERT_AUTHORITY_INVALID"
        );
    }
}
