use super::{Creation, Intent, id_of, list};
use crate::diagnosis::Symptom;
use crate::flow::{Line, Refused};
use crate::model::Plan;

/// Seconds before each look: a new client takes a while to be listed.
const LOOKS: [u32; 4] = [1, 3, 9, 27];

/// Seconds for all looks.
pub const PATIENCE: u32 = 40;

/// Looks for the client of an intent, a few times, at growing distances. `lost` is what came in place of the answer.
pub(super) async fn look(
    line: &Line,
    intent: &Intent,
    patience: u32,
    lost: Option<Refused>,
) -> Result<Plan, Creation> {
    let mut left = patience;
    let mut trouble = None;
    for pause in LOOKS {
        let pause = pause.min(left);
        left -= pause;
        if pause > 0 {
            line.wait(pause).await;
        }
        match list(line).await {
            Ok(clients) => match pick(clients, intent) {
                Some(found) => return found,
                None => trouble = None,
            },
            // Whoever keeps the key has said no; asking again would be asking the user again.
            Err(refused) if !refused.is_of_the_line() => return Err(Creation::Unknown(refused)),
            Err(refused) => trouble = Some(refused),
        }
        if left == 0 {
            break;
        }
    }
    let answered = |refused: &Refused| matches!(&*refused.symptom, Symptom::Http { .. });
    Err(match trouble {
        Some(refused) => Creation::Unknown(refused),
        // A server that answered and whose list doesn't have the client has most likely refused it.
        None => Creation::NotThere(lost.filter(answered)),
    })
}

fn pick(clients: Vec<Plan>, intent: &Intent) -> Option<Result<Plan, Creation>> {
    let mut fitting: Vec<Plan> = clients.into_iter().filter(|client| intent.fits(client)).collect();
    // Without the list from before, one that fits may be an old one of the same name.
    if fitting.len() == 1 && intent.before.is_some() {
        return fitting.pop().map(Ok);
    }
    let ids = || fitting.iter().filter_map(id_of).collect();
    (!fitting.is_empty()).then(|| Err(Creation::Several(ids())))
}
