use super::*;

fn reply(status: u16, body: &str) -> ApiReply {
    ApiReply {
        status,
        headers: Vec::new(),
        body: body.to_owned(),
    }
}

fn id() -> ClientId {
    ClientId::parse("b1c2").unwrap()
}

#[test]
fn a_created_client_without_an_id_is_no_success() {
    let call = Call::CreateClient(Plan::default());
    assert!(call.read(&reply(201, "")).is_err());
    assert!(call.read(&reply(201, r#"{"client_id":"../x"}"#)).is_err());
    assert!(matches!(
        call.read(&reply(200, r#"{"client_id":"abc"}"#)),
        Ok(Answer::Client(_))
    ));
}

#[test]
fn no_keys_is_a_404_unless_it_is_said_in_words_and_a_good_answer() {
    let all = Call::Keys(id(), KeyCall::All);
    // No client is a 404, too.
    assert_eq!(all.read(&reply(404, "")), Ok(Answer::Keys(KeyAnswer::NotFound)));
    let none = reply(
        400,
        r#"{"error_description":", Client a does not have any keys"}"#,
    );
    assert_eq!(all.read(&none), Ok(Answer::Keys(KeyAnswer::All(Vec::new()))));
    assert!(Call::GetClient(id()).read(&reply(404, "")).is_err());
}

#[test]
fn an_error_that_means_an_empty_list_is_an_empty_list() {
    let body = r#"{"status":400,"error_description":", Organisation 991825827 does not have any scopes"}"#;
    assert_eq!(
        Call::GrantedScopes.read(&reply(400, body)),
        Ok(Answer::Scopes(Vec::new()))
    );
}

#[test]
fn field_errors_and_the_correlation_id_are_kept() {
    let body = r#"{"status":400,"correlation_id":"abc","errors":[{"errorMessage":"må være større enn 0",
            "isFieldError":true,"objectName":"Client","fieldIdentifier":"access_token_lifetime"}],
            "error":", feil","error_description":", må være større enn 0"}"#;
    let refusal = Call::CreateClient(Plan::default())
        .read(&reply(400, body))
        .unwrap_err();
    assert_eq!(refusal.description.as_deref(), Some("må være større enn 0"));
    assert_eq!(refusal.correlation_id.as_deref(), Some("abc"));
    assert_eq!(
        refusal.fields,
        [("access_token_lifetime".into(), "må være større enn 0".into())]
    );
}

#[test]
fn a_page_from_a_proxy_is_a_refusal_and_not_a_panic() {
    for status in [200, 401, 502] {
        let refusal = Call::ListClients { inactive: false }
            .read(&reply(status, "<html>"))
            .unwrap_err();
        assert_eq!((refusal.reply.status, refusal.description), (status, None));
    }
}

#[test]
fn deactivation_answers_204_without_a_body() {
    assert_eq!(
        Call::DeactivateClient(id()).read(&reply(204, "")),
        Ok(Answer::Done)
    );
}
