use super::*;

#[test]
fn a_file_gets_a_name_that_every_system_takes() {
    assert_eq!(
        file_name("Losby – båt/varsling: ØVING", "ics"),
        "losby-bat-varsling-oving.ics"
    );
    assert_eq!(file_name("../..", "txt"), "losen.txt");
}
