use std::io::{Cursor, SeekFrom};

use proptest::prelude::*;

use super::*;

/// Counts what is read of it.
struct Counted(Cursor<Vec<u8>>, usize);

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.0.read(into)?;
        self.1 += read;
        Ok(read)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.0.seek(to)
    }
}

fn event(at: i64) -> Event {
    Event {
        at: Timestamp(at),
        environment: Environment::Test,
        profile: "test".into(),
        orgno: "314330897".into(),
        client_id: "admin".into(),
        scope: "idporten:dcr.read".into(),
        target: String::new(),
        writes: false,
        decision: GRANTED.into(),
        jti: format!("j{at}"),
    }
}

fn filled(count: i64) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for at in 0..count {
        Audit::open(folder.path()).unwrap().write(event(at)).unwrap();
    }
    folder
}

fn change(folder: &Path, change: impl FnOnce(&str) -> String) -> Result<(Vec<Event>, String), Damage> {
    let path = folder.join(FILE);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, change(&text)).unwrap();
    read(folder).unwrap()
}

#[test]
fn what_was_written_is_read_back() {
    let folder = filled(3);
    let (events, _) = read(folder.path()).unwrap().unwrap();
    assert_eq!(events, [event(0), event(1), event(2)]);
    assert_eq!(read(tempfile::tempdir().unwrap().path()).unwrap().unwrap().0, []);
}

#[test]
fn lines_that_were_removed_moved_or_doubled_are_found() {
    let lines = |text: &str, order: &[usize]| {
        let all: Vec<&str> = text.lines().collect();
        order
            .iter()
            .map(|at| format!("{}\n", all[*at]))
            .collect::<String>()
    };
    for (order, damage) in [
        (vec![1, 2, 3], Damage::Broken(1)),
        (vec![0, 2, 3], Damage::Broken(2)),
        (vec![0, 2, 1, 3], Damage::Broken(2)),
        (vec![0, 1, 1, 2, 3], Damage::Broken(3)),
        (vec![0, 1], Damage::Cut),
        (vec![], Damage::Cut),
    ] {
        let folder = filled(4);
        assert_eq!(
            change(folder.path(), |text| lines(text, &order)),
            Err(damage),
            "{order:?}"
        );
    }
}

#[test]
fn a_line_that_a_crash_cut_short_is_dropped_by_the_next_one() {
    let folder = filled(2);
    let damage = change(folder.path(), |text| format!("{text}{{\"number\":3,"));
    assert_eq!(damage, Err(Damage::Changed(3)));
    Audit::open(folder.path()).unwrap().write(event(9)).unwrap();
    assert_eq!(
        read(folder.path()).unwrap().unwrap().0,
        [event(0), event(1), event(9)]
    );
}

#[test]
fn tokens_are_counted_from_a_moment_on() {
    let folder = filled(10);
    let audit = Audit::open(folder.path()).unwrap();
    assert_eq!(audit.granted_since(Timestamp(4), |_| true).unwrap(), 6);
    assert_eq!(
        audit.granted_since(Timestamp(4), |event| event.writes).unwrap(),
        0
    );
}

#[test]
fn an_hour_of_a_long_record_is_counted_without_reading_the_rest() {
    let folder = filled(1);
    let line = std::fs::read_to_string(folder.path().join(FILE)).unwrap();
    let at = |moment: i64| line.replacen("\"at\":0", &format!("\"at\":{moment}"), 1);
    let old = at(1_000).repeat(100_000);
    // A line from a clock that was wrong for a moment hides nothing.
    let recent = [at(9_000), at(5), at(9_001)].concat();
    let mut record = Counted(Cursor::new([old, recent].concat().into_bytes()), 0);
    let lines = Lines::backwards(&mut record).unwrap();
    assert_eq!(counted(lines, Timestamp(8_000), |_| true).unwrap(), 2);
    assert!(record.1 < 100_000, "{} bytes were read", record.1);
}

#[test]
fn what_was_removed_is_found_also_after_the_next_token() {
    for keep in [0, 1, 3] {
        let folder = filled(5);
        let path = folder.path().join(FILE);
        let text = std::fs::read_to_string(&path).unwrap();
        let left: String = text.split_inclusive('\n').take(keep).collect();
        std::fs::write(&path, left).unwrap();
        for at in 10..13 {
            Audit::open(folder.path()).unwrap().write(event(at)).unwrap();
        }
        assert_eq!(read(folder.path()).unwrap(), Err(Damage::Broken(keep + 1)));
    }
}

#[test]
fn a_last_line_that_was_changed_is_found_also_after_the_next_token() {
    for word in ["314330897", "\"jti\"", "}"] {
        let folder = filled(3);
        let path = folder.path().join(FILE);
        let mut bytes = std::fs::read(&path).unwrap();
        let places = bytes
            .windows(word.len())
            .rposition(|place| place == word.as_bytes());
        bytes[places.unwrap()] = b'?';
        std::fs::write(&path, bytes).unwrap();
        Audit::open(folder.path()).unwrap().write(event(9)).unwrap();
        assert_eq!(read(folder.path()).unwrap(), Err(Damage::Changed(3)), "{word}");
    }
}

#[test]
fn a_crash_between_a_line_and_its_head_is_no_damage() {
    let folder = filled(2);
    let head = std::fs::read(folder.path().join(HEAD)).unwrap();
    Audit::open(folder.path()).unwrap().write(event(7)).unwrap();
    std::fs::write(folder.path().join(HEAD), head).unwrap();
    assert_eq!(read(folder.path()).unwrap().unwrap().0.len(), 3);
    Audit::open(folder.path()).unwrap().write(event(8)).unwrap();
    assert_eq!(read(folder.path()).unwrap().unwrap().0.len(), 4);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn any_byte_that_was_changed_is_found(place in any::<prop::sample::Index>(), bit in 0_u8..7) {
        let folder = filled(3);
        let path = folder.path().join(FILE);
        let mut bytes = std::fs::read(&path).unwrap();
        let at = place.index(bytes.len());
        bytes[at] ^= 1 << bit;
        std::fs::write(&path, &bytes).unwrap();
        let found = match read(folder.path()) {
            Ok(result) => result.is_err(),
            // No UTF-8 any more.
            Err(_) => true,
        };
        prop_assert!(found, "byte {at}");
    }
}
