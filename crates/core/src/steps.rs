//! The journey as data: which steps there are, in which order, and which fields each has.

use crate::rules::Goal;
use crate::session::{Field, StepId, Surface};

/// The steps towards a goal. Before the goal is chosen, the shortest journey stands in.
#[must_use]
pub fn journey(goal: Option<Goal>, surface: Surface) -> Vec<StepId> {
    use StepId::{Details, Done, Goal as Aim, Kind, Place, Review, Scopes, Uris};
    let all: &[StepId] = match goal {
        Some(Goal::UserData | Goal::Login) => &[Aim, Place, Kind, Details, Uris, Scopes, Review, Done],
        Some(Goal::KrrLookup | Goal::Machine) | None => &[Aim, Place, Kind, Details, Scopes, Review, Done],
    };
    // The practice site has one place only, so there is nothing to choose.
    all.iter()
        .copied()
        .filter(|step| *step != Place || surface != Surface::Site)
        .collect()
}

/// The fields of a step. A step is left only when none of them has an error.
#[must_use]
pub fn fields(step: StepId, goal: Option<Goal>) -> &'static [Field] {
    match (step, goal) {
        (StepId::Goal, _) => &[Field::Goal],
        (StepId::Place, _) => &[Field::Place],
        (StepId::Kind, Some(Goal::UserData | Goal::Login)) => &[Field::ApplicationType, Field::AuthMethod],
        // Only KRR has two types to choose between.
        (StepId::Kind, Some(Goal::Machine)) => &[],
        (StepId::Kind, _) => &[Field::Kind],
        (StepId::Details, _) => &[Field::Name, Field::Description],
        (StepId::Uris, _) => &[Field::RedirectUris, Field::PostLogoutUris],
        (StepId::Scopes, _) => &[Field::Scopes, Field::OtherScopes],
        (StepId::Review | StepId::Done, _) => &[],
    }
}

/// The step that has a field; the review for what has no field of its own.
#[must_use]
pub fn step_of(field: Field, goal: Option<Goal>) -> StepId {
    let steps = journey(goal, Surface::Tab);
    steps
        .into_iter()
        .find(|step| fields(*step, goal).contains(&field))
        .unwrap_or(StepId::Review)
}

/// The scopes that people usually want for a goal, the least access first. The texts are `scopes.<name>` in the
/// catalogue, with everything but letters read as `_`.
#[must_use]
pub fn usual_scopes(goal: Goal) -> &'static [&'static str] {
    match goal {
        Goal::KrrLookup => &[
            "krr:global/kontaktinformasjon.read",
            "krr:global/digitalpost.read",
        ],
        Goal::UserData => &[
            "krr:user/kontaktinformasjon.read",
            "krr:user/digitalpost.read",
            "krr:user/spraak.write",
        ],
        // Whose API it is, only the user knows; and a login needs no more than the login.
        Goal::Machine | Goal::Login => &[],
    }
}

/// The scopes that a login for a goal cannot do without.
#[must_use]
pub fn needed_scopes(goal: Goal) -> &'static [&'static str] {
    match goal {
        Goal::KrrLookup | Goal::Machine => &[],
        Goal::UserData | Goal::Login => &["openid", "profile"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOALS: [Option<Goal>; 5] = [
        None,
        Some(Goal::KrrLookup),
        Some(Goal::UserData),
        Some(Goal::Machine),
        Some(Goal::Login),
    ];

    #[test]
    fn every_journey_begins_with_the_goal_and_ends_when_it_is_done() {
        for goal in GOALS {
            for surface in [Surface::Popup, Surface::Site] {
                let steps = journey(goal, surface);
                assert_eq!(steps.first(), Some(&StepId::Goal));
                assert_eq!(steps.last(), Some(&StepId::Done));
            }
        }
    }

    #[test]
    fn a_field_stands_in_one_step_of_a_journey() {
        for goal in GOALS {
            let mut seen: Vec<Field> = journey(goal, Surface::Tab)
                .iter()
                .flat_map(|step| fields(*step, goal))
                .copied()
                .collect();
            let count = seen.len();
            seen.sort();
            seen.dedup();
            assert_eq!(seen.len(), count);
        }
    }
}
