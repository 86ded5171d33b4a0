use losen_core::api::ApiReply;
use losen_core::diagnosis::{
    Authorization, Cause, Evidence, OpenedToken, Symptom, diagnose as causes_of, exchanges_codes,
    explain_json, read_pasted,
};
use losen_core::model::Environment;
use losen_core::protocol::Fault;
use losen_core::text::Message;
use serde_json::{Value, json};

use crate::cli::DiagnoseArgs;
use crate::folders::Folders;
use crate::output::{Failure, Format, Outcome, Output};
use crate::{clock, input, profile};

/// `losen diagnose`: from what somebody saw to what it means. Never shows the token it was given.
///
/// Whatever way it comes, it is read by the same readers as in the panel and the wasm package.
pub fn diagnose(
    arguments: &DiagnoseArgs,
    folders: &Folders,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let format = arguments.answer.format;
    let nothing = || Failure::Unusable(Message::new("cli.diagnose.nothing"));
    if let Some(path) = &arguments.symptom {
        let value: Value = serde_json::from_str(&input::text(path)?).map_err(|_| nothing())?;
        let explained = explain_json(&value).ok_or_else(nothing)?;
        return tell(&explained.causes, format, output);
    }
    if arguments.status.is_none() && arguments.response.is_none() && arguments.token.is_none() {
        return Err(nothing());
    }
    let here = here(arguments, folders)?;
    if let (Some(path), None, None, None) = (
        &arguments.response,
        arguments.status,
        &arguments.request,
        &arguments.token,
    ) {
        // Whoever brings only what came back may have copied all of it: a curl transcript, a log, a bare message.
        return tell(&read_pasted(&input::text(path)?).causes(&here), format, output);
    }
    let token = arguments.token.as_deref().map(input::text).transpose()?;
    let token = token
        .as_deref()
        .map(Carried::read)
        .transpose()?
        .unwrap_or_default();
    let request = arguments.request.as_deref().map(Asked::parse).transpose()?;
    let reply = match &arguments.response {
        Some(path) => reply(&input::text(path)?),
        None => ApiReply::default(),
    };
    // Someone who brings a token and nothing else has been turned away with it. Of an answer without a status nobody knows.
    let unseen = if arguments.response.is_none() {
        401
    } else {
        reply.status
    };
    let status = arguments.status.unwrap_or(unseen);
    let opened = token
        .opened
        .map(|opened| json!({ "header": opened.header, "claims": opened.claims }));
    let asks_for_token = request.as_ref().is_some_and(Asked::asks_for_token);
    let carried = if asks_for_token { "grant" } else { "token" };
    let asked_in = request.as_ref().and_then(|asked| asked.environment);
    let value = json!({
        "status": status,
        "headers": reply.headers,
        "body": reply.body,
        "request": request.map(|asked| asked.line),
        carried: opened,
    });
    let (symptom, told) = Symptom::from_json(&value).ok_or_else(nothing)?;
    let evidence = Evidence {
        environment: arguments.environment.or(asked_in).or(here.environment),
        authorization: token.form.filter(|_| !asks_for_token),
        now: here.now,
        admin_client: here.admin_client,
        orgno: here.orgno,
        ..told
    };
    tell(&causes_of(&symptom, &evidence), format, output)
}

/// What is known beside what happened: the time, the place, and whose client it should have been.
fn here(arguments: &DiagnoseArgs, folders: &Folders) -> Result<Evidence, Failure> {
    let now = match &arguments.now {
        Some(text) => clock::from_rfc3339(text).ok_or_else(|| {
            Failure::Unusable(Message::new("cli.diagnose.bad_time").with("text", text.as_str()))
        })?,
        None => clock::now(),
    };
    let profile = match &arguments.profile {
        Some(name) => Some(profile::load(folders, name).map_err(Fault::from)?),
        None => None,
    };
    let own = profile.as_ref().map(|profile| profile.environment);
    Ok(Evidence {
        environment: arguments.environment.or(own),
        now: Some(now),
        admin_client: profile.map(|profile| profile.client_id.as_str().to_owned()),
        orgno: arguments.orgno.clone(),
        ..Evidence::default()
    })
}

fn tell(causes: &[Cause], format: Format, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    match format {
        Format::Json => {
            let causes: Vec<Value> = causes
                .iter()
                .map(|cause| cause.to_json(output.language))
                .collect();
            output.json(&json!({ "causes": causes }))?;
        }
        Format::Text => output.causes(causes)?,
    }
    Ok(Outcome::Fine)
}

/// What was asked.
struct Asked {
    /// `METHOD URL`.
    line: String,
    environment: Option<Environment>,
}

impl Asked {
    /// Reads `METHOD URL`; `GET` when there is no method.
    fn parse(text: &str) -> Result<Self, Failure> {
        let wrong = || Failure::Unusable(Message::new("cli.diagnose.bad_request").with("text", text));
        let (method, address) = match text.split_whitespace().collect::<Vec<_>>().as_slice() {
            [address] => ("GET", *address),
            [method, address] => (*method, *address),
            _ => return Err(wrong()),
        };
        let uri: ureq::http::Uri = address.parse().map_err(|_| wrong())?;
        // A bare word would be read as a host.
        let host = uri.scheme().and(uri.host()).ok_or_else(wrong)?;
        let environment = Environment::ALL.into_iter().find(|environment| {
            environment.endpoints().is_some_and(|endpoints| {
                [endpoints.api, endpoints.token, endpoints.krr, endpoints.portal]
                    .iter()
                    .any(|own| own.split('/').nth(2) == Some(host))
            })
        });
        Ok(Self {
            line: format!("{} {address}", method.to_uppercase()),
            environment,
        })
    }

    /// Whether it is a grant that was sent, and not a token; ID-porten's endpoint of the same name takes neither.
    fn asks_for_token(&self) -> bool {
        let (_, address) = self.line.split_once(' ').unwrap_or_default();
        let path = address.split(['?', '#']).next().unwrap_or_default();
        path.ends_with("/token") && !exchanges_codes(address)
    }
}

/// A body, or a whole answer with status line and headers, as `curl -i` prints it: the last one, where a proxy or a redirect
/// has answered before.
fn reply(text: &str) -> ApiReply {
    let Some((head, body)) = text
        .starts_with("HTTP/")
        .then(|| text.split_once("\r\n\r\n").or_else(|| text.split_once("\n\n")))
        .flatten()
    else {
        return ApiReply {
            // The API repeats the status in the body of a refusal.
            status: status_of(text).unwrap_or_default(),
            body: text.to_owned(),
            ..ApiReply::default()
        };
    };
    if body.starts_with("HTTP/") {
        return reply(body);
    }
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|line| line.split_whitespace().nth(1))
        .and_then(|status| status.parse().ok())
        .unwrap_or_default();
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_lowercase(), value.trim().to_owned()))
        .collect();
    ApiReply {
        status,
        headers,
        body: body.to_owned(),
    }
}

fn status_of(body: &str) -> Option<u16> {
    let body: Value = serde_json::from_str(body).ok()?;
    body.get("status")?.as_u64()?.try_into().ok()
}

/// A token as far as it can be read without a key, and how it was written. The signature is left behind.
#[derive(Default)]
struct Carried {
    opened: Option<OpenedToken>,
    form: Option<Authorization>,
}

impl Carried {
    /// Reads a token, a token response, or a header `Authorization: Bearer …`. One that is written wrongly may be the
    /// very cause that is sought, so only a text that is no token in any form is refused.
    fn read(text: &str) -> Result<Self, Failure> {
        let opened = OpenedToken::read(text);
        // A token response is no header, and has no form to judge.
        let form = (!text.trim_start().starts_with('{')).then(|| Authorization::read_copied(text));
        let is_wrong = form.is_some_and(|form| {
            !matches!(
                form,
                Authorization::Bearer | Authorization::Broken | Authorization::Missing
            )
        });
        if opened.is_none() && !is_wrong {
            return Err(Failure::Unusable(Message::new("cli.diagnose.bad_token")));
        }
        Ok(Self { opened, form })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_the_environment_and_whether_a_grant_was_sent() {
        let asked =
            Asked::parse("post https://api.test.samarbeid.digdir.no/api/v1/clients?inactive=true").unwrap();
        assert_eq!(asked.environment, Some(Environment::Test));
        assert_eq!(
            asked.line,
            "POST https://api.test.samarbeid.digdir.no/api/v1/clients?inactive=true"
        );
        for (text, asks) in [
            ("POST https://test.maskinporten.no/token", true),
            ("POST https://test.idporten.no/token", false),
            ("POST https://api.samarbeid.digdir.no/api/v1/clients", false),
        ] {
            assert_eq!(Asked::parse(text).unwrap().asks_for_token(), asks, "{text}");
        }
        for text in ["", "GET", "/clients", "a b c"] {
            assert!(Asked::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_answer_may_bring_its_status_and_headers() {
        let reply = reply("HTTP/1.1 428 Precondition Required\r\nDate: now\r\n\r\n{\"status\":428}");
        assert_eq!((reply.status, reply.header("date")), (428, Some("now")));
        assert_eq!(reply.body, "{\"status\":428}");
        let through_a_proxy = "HTTP/1.1 200 Connection established\r\n\r\nHTTP/2 401\r\nx: y\r\n\r\nnei";
        let reply = super::reply(through_a_proxy);
        assert_eq!((reply.status, reply.body.as_str()), (401, "nei"));
    }

    #[test]
    fn a_token_is_found_in_what_people_paste() {
        let token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.x";
        for text in [
            token.to_owned(),
            format!("Authorization: Bearer {token}\n"),
            json!({ "access_token": token }).to_string(),
        ] {
            let carried = Carried::read(&text).ok().unwrap();
            assert_eq!(carried.opened.unwrap().claims["iss"], "a", "{text}");
        }
        assert!(Carried::read("hei").is_err());
        assert!(Carried::read("").is_err());
    }

    #[test]
    fn a_header_that_is_written_wrongly_is_a_symptom() {
        for (text, form) in [
            ("Basic YWRtaW46eA==", Authorization::Basic),
            ("eyJhbGciOiJSUzI1NiJ9.eyJpc3Mi", Authorization::NotThreeParts),
            (
                "Bearer Bearer eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.x",
                Authorization::TwoSchemes,
            ),
        ] {
            assert_eq!(Carried::read(text).ok().unwrap().form, Some(form), "{text}");
        }
    }
}
