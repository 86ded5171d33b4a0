//! Public keys to paste. Nobody has their private halves.

use serde_json::json;

const FIRST: &str = concat!(
    "wuXuNvrI0_UUJAHrWIEOLx79QmYzCXBYH4K2x7_IdB6SY-5qu7VI-_1T-2ZS4UhfuyBAYcuGz7lGKeKWPUY369ryng7OipJY_FJz",
    "F8s0y9-XhJoPh-IJJHQDANw-xajjbPhGzBBlLl0hfaiEjG3FoonY8p1ustgeUBGBJi8ip-rIl0OkEysNkBp0f1B9R_ryeV71TQ5j",
    "rnz4834XvekyGIDb7PZ-u6OH5TzqPZKiU6q_P4BXMTxrSj_BMPTyRYlfRkDgWZ_XBMo5RT2DHdfET67mFjEUOCLOAl1Sd6WwyHdK",
    "2mYl-wrtd5l3c0kKLWcbxKtO8V95-zcFqONIqvF0gQ",
);
const SECOND: &str = concat!(
    "o45M4e5AFw2m6Ps-uFbjnld63uq2-WtvHr-bqOsnONd_H3Q3bZ-cfNJDEtTDQBHPSOx8RjXPWMrEVjfeEQz-5wdUEplMdDRSUgpz",
    "Ios8Ba4BKrbTflK39A2xTznpUfcVv6ITCWRjaK8drB1zDnO4LaUyLhO_j8A2x73NQgFmBwh2MDdcIk6qgRrsU26QVaGflwPDcXkg",
    "1BK4RXlVWW4GzB3B7_Ltplc9K76H-5ira4Y_qgYmLBHNmMHSlRgjB_qBlxSy2VDXtAkQvvXMpq7WOYDEGpkZCCMQbtH2AXZGlvqN",
    "b3ZuTFb7h2oKDahWyNfsklLiFlSO6aeXTYGZcQ3t9w",
);

/// A key for signatures, as the portal and the guide take it.
#[must_use]
pub fn public_key(kid: &str) -> String {
    of(kid, FIRST)
}

/// One that is not the same.
#[must_use]
pub fn another_public_key(kid: &str) -> String {
    of(kid, SECOND)
}

fn of(kid: &str, modulus: &str) -> String {
    json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": modulus, "e": "AQAB"}).to_string()
}
