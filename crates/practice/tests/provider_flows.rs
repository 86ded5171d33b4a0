//! What an API provider does, against the practice environment, with answers that get lost on the way.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which Clippy does not take for tests"
)]

#[path = "support/drive.rs"]
mod drive;
mod support;

use losen_core::flow::provider::{
    Applied, Deactivated, Ends, LineEnd, Revoke, Saved, accesses, apply, compare, create, deactivate, scope,
    scopes, update,
};
use losen_core::model::{Environment, OrgNo, Scope, ScopeBody};
use losen_core::provider::{Action, Bulk, Defaults, Verdict, read};
use losen_practice::Faults;
use serde_json::{Value, json};
use support::World;

const NAME: &str = "losby:barnehage/plass&alt=1.read";
/// Numbers with a good check digit.
const LIST: &str = "orgnr\n311718371\n991825827\n889640782\n974761076\n958935420\n";

fn name() -> Scope {
    Scope::parse(NAME).unwrap()
}

fn body() -> ScopeBody {
    ScopeBody::from_json(json!({"prefix": "losby", "subscope": "barnehage/plass&alt=1.read",
        "description": "Barnehageplasser", "allowed_integration_types": ["maskinporten"], "visibility": "PRIVATE"}))
    .unwrap()
}

/// A world in which the organisation has the scope.
fn provider() -> World {
    let mut world = World::new();
    let made = world.run(create(body(), Environment::Practice));
    assert!(matches!(made, Saved::Done(scope) if scope.name() == Some(name())));
    world
}

fn faults(world: &mut World, list: Value) {
    *world.practice.faults_mut() = serde_json::from_value::<Faults>(json!({ "faults": list })).unwrap();
}

fn plan(world: &mut World, text: &str, action: Action) -> Bulk {
    let defaults = Defaults {
        scope: Some(name()),
        action,
    };
    world.run(compare(read(text, &defaults).unwrap())).unwrap()
}

fn grant(world: &mut World, text: &str) -> Applied {
    let bulk = plan(world, text, Action::Grant);
    world.run(apply(bulk, Ends::default()))
}

fn consumers(world: &mut World) -> usize {
    world.run(accesses(Some(name()), None)).unwrap().len()
}

#[test]
fn a_scope_with_awkward_signs_is_created_found_and_changed_whole() {
    let mut world = provider();
    let mut there = world.run(scope(name())).unwrap();
    assert_eq!(there.name(), Some(name()));
    let seen = there.clone();
    there.set("description", "Ledige plasser");
    let saved = world.run(update(name(), there, seen, Environment::Practice));
    assert!(matches!(saved, Saved::Done(scope) if scope.text("description") == Some("Ledige plasser")));
    assert_eq!(world.run(scopes(false)).unwrap().len(), 1);
}

#[test]
fn a_second_scope_of_the_same_name_is_stopped_before_it_is_sent() {
    let mut world = provider();
    let saved = world.run(create(body(), Environment::Practice));
    let Saved::Findings(report) = saved else {
        panic!("{saved:?}")
    };
    assert_eq!(report.findings[0].rule, "scope-body/taken");
    assert_eq!(world.sent("POST", "/api/v1/scopes"), 1);
}

#[test]
fn a_create_whose_answer_is_lost_is_sent_once_and_found() {
    let mut world = World::new();
    faults(
        &mut world,
        json!([{"method": "POST", "path": "/api/v1/scopes", "do": {"kind": "drop-after"}}]),
    );
    assert!(matches!(
        world.run(create(body(), Environment::Practice)),
        Saved::Confirmed(_)
    ));
    assert_eq!(world.sent("POST", "/api/v1/scopes"), 1);
    let mut world = World::new();
    faults(
        &mut world,
        json!([{"method": "POST", "path": "/api/v1/scopes", "do": {"kind": "drop-before"}}]),
    );
    assert!(matches!(
        world.run(create(body(), Environment::Practice)),
        Saved::NotDone
    ));
}

#[test]
fn a_change_is_refused_when_somebody_else_was_faster_and_not_sent_when_nothing_differs() {
    let mut world = provider();
    let read = world.run(scope(name())).unwrap();
    assert!(matches!(
        world.run(update(name(), read.clone(), read.clone(), Environment::Practice)),
        Saved::Same(_)
    ));
    let mut other = read.clone();
    other.set("description", "En annens");
    world.now = world.now.plus(1);
    assert!(matches!(
        world.run(update(name(), other, read.clone(), Environment::Practice)),
        Saved::Done(_)
    ));
    let mut mine = read.clone();
    mine.set("description", "Min");
    let saved = world.run(update(name(), mine, read, Environment::Practice));
    assert!(matches!(saved, Saved::Changed(now) if now.text("description") == Some("En annens")));
    assert_eq!(world.sent("PUT", "/api/v1/scopes"), 1);
}

#[test]
fn a_list_is_applied_and_applying_it_again_sends_nothing() {
    let mut world = provider();
    let applied = grant(&mut world, LIST);
    assert!(applied.is_whole() && applied.ends.values().all(|end| *end == LineEnd::Done));
    assert_eq!(consumers(&mut world), 5);
    let again = grant(&mut world, LIST);
    assert!(again.ends.values().all(|end| *end == LineEnd::Already));
    assert_eq!(world.sent("PUT", "/api/v1/scopes/access/"), 5);
}

#[test]
fn nothing_is_applied_while_a_line_in_the_middle_is_wrong() {
    let mut world = provider();
    let text = LIST.replace("889640782", "..");
    let bulk = plan(&mut world, &text, Action::Grant);
    assert!(matches!(&bulk.lines[2].verdict, Verdict::Wrong(_)) && bulk.lines[2].line == 4);
    let applied = world.run(apply(bulk, Ends::default()));
    assert!(applied.ends.is_empty());
    assert!(!applied.is_whole(), "what was not applied is not whole");
    assert_eq!(world.sent("PUT", "/api/v1/scopes/access/"), 0);
    assert_eq!(world.sent("DELETE", "/api/v1/scopes"), 0);
}

#[test]
fn a_lost_answer_in_the_middle_is_settled_by_looking() {
    for kind in ["drop-after", "drop-before"] {
        let mut world = provider();
        faults(
            &mut world,
            json!([{"method": "PUT", "path": "/api/v1/scopes/access/", "call": 3, "do": {"kind": kind}}]),
        );
        let applied = grant(&mut world, LIST);
        assert!(applied.is_whole(), "{kind}: {applied:?}");
        assert_eq!(applied.ends[&4] == LineEnd::Confirmed, kind == "drop-after");
        assert_eq!(consumers(&mut world), 5);
    }
}

#[test]
fn a_list_that_was_cut_off_goes_on_where_it_stopped() {
    let mut world = provider();
    // The third grant is lost, and the look for it fails: the connection is gone.
    faults(
        &mut world,
        json!([
            {"method": "PUT", "path": "/api/v1/scopes/access/", "call": 3, "do": {"kind": "drop-after"}},
            {"method": "GET", "path": "/api/v1/scopes/access", "call": 2, "do": {"kind": "drop-before"}},
        ]),
    );
    let ends = Ends::default();
    let bulk = plan(&mut world, LIST, Action::Grant);
    let applied = world.run(apply(bulk, ends.clone()));
    assert!(applied.stopped.is_some());
    assert!(matches!(applied.ends[&4], LineEnd::Unknown(_)));
    assert_eq!(ends.count(), 3);
    let rest = grant(&mut world, LIST);
    let done = rest.ends.values().filter(|end| **end == LineEnd::Done).count();
    assert_eq!((done, consumers(&mut world)), (2, 5));
    assert_eq!(
        world.sent("PUT", "/api/v1/scopes/access/"),
        5,
        "none is sent twice"
    );
}

#[test]
fn what_all_lines_would_meet_stops_the_list_and_what_one_meets_does_not() {
    for (status, reached) in [(400, 5), (409, 5), (401, 2), (403, 2), (428, 2), (429, 2)] {
        let mut world = provider();
        faults(
            &mut world,
            json!([{"method": "PUT", "path": "/api/v1/scopes/access/", "call": 3,
                "do": {"kind": "status", "status": status}}]),
        );
        let applied = grant(&mut world, LIST);
        assert_eq!(applied.ends.len(), reached, "{status}");
        assert_eq!(applied.stopped.is_some(), reached == 2, "{status}");
        assert!(!applied.is_whole());
    }
}

#[test]
fn lists_that_may_not_be_read_do_not_stop_a_grant() {
    let mut world = provider();
    faults(
        &mut world,
        json!([{"method": "GET", "path": "/api/v1/scopes", "do": {"kind": "status", "status": 403}}]),
    );
    let bulk = plan(&mut world, LIST, Action::Grant);
    assert!(
        bulk.lines
            .iter()
            .all(|line| line.verdict == Verdict::ChangeUnseen)
    );
    assert!(world.run(apply(bulk, Ends::default())).is_whole());
    faults(&mut world, json!([]));
    assert_eq!(consumers(&mut world), 5);
}

#[test]
fn who_has_access_is_seen_from_the_scope_and_from_the_organisation() {
    let mut world = provider();
    assert_eq!(world.run(accesses(None, None)).unwrap().len(), 0);
    grant(&mut world, LIST);
    let consumer = OrgNo::parse("991825827").unwrap();
    let its = world.run(accesses(None, Some(consumer.clone()))).unwrap();
    assert_eq!((its.len(), its[0].scope()), (1, Some(name())));
    assert_eq!(
        world.run(accesses(Some(name()), Some(consumer))).unwrap().len(),
        1
    );
    assert_eq!(world.run(accesses(None, None)).unwrap().len(), 5);
}

#[test]
fn taking_away_what_is_not_there_is_no_error() {
    let mut world = provider();
    grant(&mut world, "311718371");
    let bulk = plan(&mut world, "311718371", Action::Revoke);
    // Somebody else is faster.
    let path = "/api/v1/scopes/access/311718371?scope=losby%3Abarnehage%2Fplass%26alt%3D1.read";
    world.api(losen_core::grant::Operation::Scopes, "DELETE", path, None);
    let applied = world.run(apply(bulk, Ends::default()));
    assert_eq!(applied.ends[&1], LineEnd::Already);
}

#[test]
fn a_scope_is_deactivated_after_all_access_to_it_and_not_before() {
    let mut world = provider();
    grant(&mut world, LIST);
    let refused = world.run(deactivate(name(), Revoke::Nobody, Ends::default()));
    assert!(matches!(refused, Deactivated::InUse(who) if who.len() == 5));
    assert_eq!(world.sent("DELETE", "/api/v1/scopes"), 0);
    let ends = Ends::default();
    assert!(matches!(
        world.run(deactivate(name(), Revoke::Everybody, ends.clone())),
        Deactivated::Done(5)
    ));
    assert_eq!(ends.count(), 5);
    assert!(!world.run(scope(name())).unwrap().is_active());
    assert!(matches!(
        world.run(deactivate(name(), Revoke::Nobody, Ends::default())),
        Deactivated::Already
    ));
    let log = serde_json::to_value(world.practice.log()).unwrap();
    let last = log
        .as_array()
        .unwrap()
        .iter()
        .rfind(|entry| entry["method"] == "DELETE")
        .unwrap()
        .clone();
    assert_eq!(last["path"], "/api/v1/scopes", "the scope goes last");
}

#[test]
fn whoever_was_granted_access_after_the_user_looked_stops_the_deactivation() {
    let mut world = provider();
    grant(&mut world, "311718371\n991825827");
    let shown = [OrgNo::parse("311718371").unwrap()].into();
    let end = world.run(deactivate(name(), Revoke::These(shown), Ends::default()));
    assert!(matches!(end, Deactivated::InUse(who) if who.len() == 2));
    assert_eq!(consumers(&mut world), 2);
}

#[test]
fn what_may_not_be_seen_is_deactivated_unseen_only_while_it_may_not() {
    let unreadable =
        json!({"method": "GET", "path": "/api/v1/scopes/access", "do": {"kind": "status", "status": 403}});
    let mut once = unreadable.clone();
    once["call"] = json!(1);
    for (fault, seen) in [(None, true), (Some(once), true), (Some(unreadable), false)] {
        let mut world = provider();
        grant(&mut world, LIST);
        faults(&mut world, Value::from_iter(fault));
        let end = world.run(deactivate(name(), Revoke::Unseen, Ends::default()));
        if seen {
            assert!(
                matches!(&end, Deactivated::InUse(who) if who.len() == 5),
                "{end:?}"
            );
            assert_eq!(world.sent("DELETE", "/api/v1/scopes"), 0);
        } else {
            assert!(matches!(end, Deactivated::Done(0)), "{end:?}");
        }
    }
}

#[test]
fn a_scope_stays_while_an_access_cannot_be_taken_away() {
    let mut world = provider();
    grant(&mut world, LIST);
    faults(
        &mut world,
        json!([{"method": "DELETE", "path": "/api/v1/scopes/access/", "call": 2,
            "do": {"kind": "status", "status": 409}}]),
    );
    let end = world.run(deactivate(name(), Revoke::Everybody, Ends::default()));
    assert!(matches!(end, Deactivated::NotRevoked(_)), "{end:?}");
    assert!(world.run(scope(name())).unwrap().is_active());
    assert_eq!(consumers(&mut world), 1);
}

#[test]
fn a_scope_stays_when_what_is_read_of_it_makes_no_sense() {
    let answered = |path: &str, body: Value| {
        let mut world = provider();
        grant(&mut world, LIST);
        faults(
            &mut world,
            json!([{"method": "GET", "path": path, "exact": true,
                "do": {"kind": "answer", "status": 200, "headers": {"content-type": "application/json"},
                    "body": body.to_string()}}]),
        );
        let end = world.run(deactivate(name(), Revoke::Everybody, Ends::default()));
        assert_eq!(world.sent("DELETE", "/api/v1/scopes"), 0, "{end:?}");
        end
    };
    let nameless = answered(
        "/api/v1/scopes/scope",
        json!({"description": "x", "active": true}),
    );
    assert!(matches!(nameless, Deactivated::Refused(_)), "{nameless:?}");
    let odd = json!([{"scope": NAME, "consumer_orgno": "SE-556", "state": "APPROVED"}]);
    let odd = answered("/api/v1/scopes/access", odd);
    assert!(
        matches!(&odd, Deactivated::Unreadable(who) if who == "SE-556"),
        "{odd:?}"
    );
}

#[test]
fn a_deactivation_whose_answer_is_lost_is_found_by_looking() {
    let mut world = provider();
    faults(
        &mut world,
        json!([{"method": "DELETE", "path": "/api/v1/scopes", "exact": true, "do": {"kind": "drop-after"}}]),
    );
    assert!(matches!(
        world.run(deactivate(name(), Revoke::Nobody, Ends::default())),
        Deactivated::Confirmed(0)
    ));
}

#[test]
fn a_scope_comes_back_by_a_change_and_only_so() {
    let mut world = provider();
    let seen = world.run(scope(name())).unwrap();
    let mut asleep = seen.clone();
    asleep.set("active", false);
    let saved = world.run(update(name(), asleep, seen, Environment::Practice));
    assert!(matches!(saved, Saved::Findings(report) if report.findings[0].rule == "scope-body/deactivates"));
    assert_eq!(world.sent("PUT", "/api/v1/scopes"), 0);
    world.run(deactivate(name(), Revoke::Nobody, Ends::default()));
    let again = world.run(create(body(), Environment::Practice));
    assert!(matches!(again, Saved::Findings(report) if report.findings[0].rule == "scope-body/deactivated"));
    let mut there = world.run(scope(name())).unwrap();
    let seen = there.clone();
    there.set("active", true);
    assert!(
        matches!(world.run(update(name(), there, seen, Environment::Practice)), Saved::Done(scope) if scope.is_active())
    );
}
