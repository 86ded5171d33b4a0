use super::*;

#[test]
fn a_refusal_of_an_unknown_command_keeps_the_id() {
    let reply = Request::from_json(&json!({"id": 7, "cmd": "sign"})).unwrap_err();
    assert_eq!(reply.id, 7);
    assert_eq!(reply.result.unwrap_err().code, code::UNKNOWN_COMMAND);
}

#[test]
fn unknown_members_are_ignored_and_missing_ones_named() {
    let request = json!({"id": 1, "cmd": "token", "profile": "test", "operation": "read", "scope": "x"});
    assert!(Request::from_json(&request).is_ok());
    let reply = Request::from_json(&json!({"id": 1, "cmd": "token", "profile": "test"})).unwrap_err();
    assert!(reply.result.unwrap_err().detail.contains("operation"));
}

#[test]
fn a_token_cannot_be_printed() {
    let answer = Answer::Token {
        access_token: "hemmelig".to_owned().into(),
        expires_at: Timestamp(1),
        operation: Operation::Read,
    };
    assert!(!format!("{answer:?}").contains("hemmelig"));
}
