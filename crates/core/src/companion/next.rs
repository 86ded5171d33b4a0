//! What comes next on a page, and where it is.

use super::compare::compare;
use super::facts::PageFacts;
use super::labels::{Labels, Sign, fold};
use super::page::{Dialog, Page, Recognition, is_old};
use super::place::{Mismatch, Whereabouts};
use super::tick::{Aim, Tick, Whose, client_id, is_form_of, whose};
use crate::desk::summary::quoted;
use crate::model::{ClientId, Environment, IntegrationType, Plan};
use crate::text::{Language, Message};

/// The one thing to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What to do, with the label in quotes.
    pub message: Message,
    /// What the label is called elsewhere or was called before.
    pub also: Vec<String>,
    /// Where it is; `None` where there is nothing to point at, or pointing would be a push.
    pub pointer: Option<Pointer>,
    /// The client that the user may say is the planned one, where only its name speaks for it.
    pub claim: Option<ClientId>,
    /// The journey on which one gets what is missing here.
    pub journey: Option<&'static str>,
}

/// What the companion draws its ring around: the first visible control that has one of these names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// Names, best first.
    pub names: Vec<String>,
}

/// More names than these confuse more than they help.
const SYNONYMS: usize = 2;

/// A step that is still to be done, as far as it concerns a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Where it is done.
    pub page: Page,
    /// What to do; `%{label}` stands for the label in quotes.
    pub action: &'static str,
    /// The code of the label.
    pub label: &'static str,
    /// The language of the action.
    pub language: Language,
}

/// What comes next on the way to a new client. `None` on a page that is not recognised: then the written step stands.
#[must_use]
pub fn next(
    facts: &PageFacts,
    found: &Recognition,
    place: &Whereabouts,
    mismatches: &[Mismatch],
    aim: &Aim<'_>,
    labels: &Labels,
) -> Option<Advice> {
    let page = found.page?;
    let on = On { facts, labels };
    let (plan, done) = (aim.plan, aim.done);
    if let Some(advice) = on.whatever_for(page, found, place, mismatches, plan) {
        return advice;
    }
    let advice = match page {
        Page::Clients if done.contains(&Tick::Created) => on.own_client(plan),
        Page::Clients if facts.is_grey("add_client", labels) => on.no_right(),
        Page::Clients => on.point("companion.next.add_client", "add_client"),
        Page::ChooseType => on.card(plan)?,
        Page::AddMaskinporten | Page::AddIdporten | Page::AddAnsattporten if !is_form_of(page, plan) => {
            on.say("companion.next.wrong_type")
        }
        Page::AddMaskinporten | Page::AddIdporten | Page::AddAnsattporten | Page::AddIntegration => {
            on.form(page, plan)
        }
        Page::Client => match whose(facts, aim) {
            Whose::Planned => on.client(aim),
            Whose::Namesake => on.namesake(),
            Whose::Other => on.say("companion.next.other_client"),
        },
        Page::Scopes => on.say("companion.next.provider"),
        Page::Home => on.point("companion.next.clients", "clients"),
        Page::Login | Page::RequestAccess | Page::AddScope | Page::Scope => return None,
    };
    Some(advice)
}

/// What comes next on the way to something else than a new client: the first of the written steps that is done on this
/// page, or the way to the page of the first.
#[must_use]
pub fn next_written(
    facts: &PageFacts,
    found: &Recognition,
    place: &Whereabouts,
    mismatches: &[Mismatch],
    aim: &Aim<'_>,
    steps: &[Written],
    labels: &Labels,
) -> Option<Advice> {
    let page = found.page?;
    let on = On { facts, labels };
    if let Some(advice) = on.whatever_for(page, found, place, mismatches, aim.plan) {
        return advice;
    }
    let about_scopes = |step: &&Written| matches!(step.page, Page::Scopes | Page::AddScope | Page::Scope);
    let at = |wanted: Page| steps.iter().find(move |step| step.page == wanted);
    let named = aim.plan.text("client_name").is_some_and(|name| !name.is_empty());
    match page {
        Page::Home if steps.iter().any(|step| about_scopes(&step)) => {
            Some(on.point("companion.next.scopes", "scopes"))
        }
        Page::Home => Some(on.point("companion.next.clients", "clients")),
        Page::Client if at(Page::Client).is_some() => match whose(facts, aim) {
            Whose::Planned => at(page).map(|step| on.written(step)),
            Whose::Namesake => Some(on.namesake()),
            Whose::Other => Some(on.say("companion.next.other_client")),
        },
        // The list is where one finds the client, whatever is then to be done with it.
        Page::Clients if named && (at(Page::Client).is_some() || at(Page::Clients).is_some()) => {
            Some(on.point_literally("companion.next.the_client", aim.plan.text("client_name")?))
        }
        page => at(page).map(|step| on.written(step)),
    }
}

/// A page while advice is made for it.
struct On<'a> {
    facts: &'a PageFacts,
    labels: &'a Labels,
}

impl On<'_> {
    /// What comes first on any page, whatever the portal is visited for. The inner `None` is that nothing can be said.
    fn whatever_for(
        &self,
        page: Page,
        found: &Recognition,
        place: &Whereabouts,
        mismatches: &[Mismatch],
        plan: &Plan,
    ) -> Option<Option<Advice>> {
        // On the wrong spot every next step would be a wrong one.
        if !mismatches.is_empty() {
            return Some(Some(self.say("companion.next.wrong_place")));
        }
        if found.strange_dialog {
            return Some(None);
        }
        let advice = match found.dialog {
            Some(Dialog::AddKey) => self.key_dialog(),
            Some(Dialog::AddScopes) => self.scope_dialog(plan),
            Some(Dialog::ConfirmDelete) => self.say("companion.next.confirm_delete"),
            Some(Dialog::Created) => self.say("companion.next.created"),
            Some(Dialog::AddOnBehalf) => self.point("companion.next.customer", "customer_orgno"),
            Some(Dialog::AddAccess) => self.point("companion.next.orgno", "orgno"),
            None if self.says_terms() => self.say("companion.next.terms"),
            None => match page {
                // The badge is what a page in practice goes by; the address of the real portal says it as well.
                Page::Login if place.environment == Some(Environment::Prod) => {
                    self.point("companion.next.log_in", "log_in")
                }
                Page::Login if self.sees("with_organisation") => {
                    self.point("companion.next.with_organisation", "with_organisation")
                }
                Page::Login => self.point("companion.next.log_in", "log_in"),
                Page::RequestAccess => self.point("companion.next.request_access", "to_altinn"),
                _ => return None,
            },
        };
        Some(Some(advice))
    }

    fn says_terms(&self) -> bool {
        let said = |text: &String| self.labels.sign(text) == Some(Sign::TermsMissing);
        self.facts.signs.iter().any(said)
    }

    fn written(&self, step: &Written) -> Advice {
        // The old page shows what can be done with a client only after this.
        if step.label == "delete" && !self.sees("delete") && self.sees("change") {
            return self.point("companion.next.change_first", "change");
        }
        let point = self.point("companion.next.written", step.label);
        // What stands on the page that is open, and not what it is called elsewhere.
        let names = point.pointer.as_ref().and_then(|pointer| pointer.names.first());
        let label = names.map_or("", String::as_str);
        let action = step.action.replace("%{label}", &quoted(step.language, label));
        Advice {
            message: Message::new("companion.next.written").with("action", action),
            ..point
        }
    }

    fn say(&self, key: &'static str) -> Advice {
        Advice {
            message: Message::new(key),
            also: Vec::new(),
            pointer: None,
            claim: None,
            journey: None,
        }
    }

    /// The button is grey for whoever lacks the right in Altinn, and the portal does not say why.
    fn no_right(&self) -> Advice {
        let grey = self.seen("add_client").unwrap_or_default();
        Advice {
            message: Message::new("companion.next.no_right").with("name", grey),
            journey: Some("access"),
            ..self.say("companion.next.no_right")
        }
    }

    /// A client of the planned name, which the user must know again.
    fn namesake(&self) -> Advice {
        Advice {
            claim: client_id(self.facts),
            ..self.say("companion.next.namesake")
        }
    }

    /// Names a control as the page does, if it is in sight, and as the labels do otherwise.
    fn point(&self, key: &'static str, code: &str) -> Advice {
        let language = &self.facts.language;
        let known = self.labels.name(code);
        let today = known.map_or("", |name| name.now(language));
        let name = self.seen(code).unwrap_or(today);
        let also = others(
            name,
            known.map(|name| name.in_language(language)).unwrap_or_default(),
        );
        let names = others(name, self.labels.all(code));
        Advice {
            message: Message::new(key).with("name", name),
            also: also.into_iter().take(SYNONYMS).collect(),
            pointer: Some(Pointer {
                names: std::iter::once(name.to_owned()).chain(names).collect(),
            }),
            ..self.say(key)
        }
    }

    /// Points at something that is called what the user called it.
    fn point_literally(&self, key: &'static str, name: &str) -> Advice {
        Advice {
            message: Message::new(key).with("name", name),
            pointer: Some(Pointer {
                names: vec![name.to_owned()],
            }),
            ..self.say(key)
        }
    }

    fn seen(&self, code: &str) -> Option<&str> {
        let controls = self
            .facts
            .dialog
            .as_ref()
            .map_or(&self.facts.controls, |dialog| &dialog.controls);
        let mut named = controls.iter().filter(|name| self.labels.is(code, name));
        let live = |name: &&String| !self.facts.disabled.contains(*name);
        let found = named.clone().find(live).or_else(|| named.next());
        found.map(String::as_str)
    }

    fn sees(&self, code: &str) -> bool {
        self.seen(code).is_some()
    }

    fn own_client(&self, plan: &Plan) -> Advice {
        self.point_literally(
            "companion.next.own_client",
            plan.text("client_name").unwrap_or_default(),
        )
    }

    fn card(&self, plan: &Plan) -> Option<Advice> {
        let code = match plan
            .text("integration_type")
            .and_then(IntegrationType::from_word)?
        {
            IntegrationType::Maskinporten | IntegrationType::Krr => "card_maskinporten",
            IntegrationType::Idporten | IntegrationType::ApiKlient => "card_idporten",
            IntegrationType::Ansattporten => "card_ansattporten",
            _ => return None,
        };
        Some(self.point("companion.next.card", code))
    }

    /// The first field that is not as planned; then the scopes; then the button.
    fn form(&self, page: Page, plan: &Plan) -> Advice {
        let checks = compare(plan, self.facts, page, self.labels);
        let wrong = checks
            .iter()
            .find(|check| check.shown.is_some() && !check.agrees());
        let Some(check) = wrong else {
            return self.point("companion.next.create", "create");
        };
        if check.member != "scopes" {
            let key = if check.is_empty() {
                "companion.next.fill"
            } else {
                "companion.next.change"
            };
            return self.point(key, check.label);
        }
        let shown = check.shown.as_deref().unwrap_or_default();
        if check.planned.iter().all(|scope| shown.contains(scope)) {
            return self.say("companion.next.remove_scope");
        }
        let api_client = plan.text("integration_type") == Some(IntegrationType::ApiKlient.word());
        if api_client && !self.sees("add_scope") {
            return self.point("companion.next.external_scope", "yes");
        }
        // The package gives both of KRR's scopes; whoever needs one of them adds that one alone.
        let krr = check
            .planned
            .iter()
            .filter(|scope| scope.starts_with("krr:global/"));
        if krr.count() > 1 && self.sees("bundle_krr") {
            return self.point("companion.next.bundle", "bundle_krr");
        }
        self.point("companion.next.add_scope", "add_scope")
    }

    fn client(&self, aim: &Aim<'_>) -> Advice {
        let (tab, done) = (&self.facts.tab, aim.done);
        let missing = |said: &String| self.labels.sign(said) == Some(Sign::AccessMissing);
        if self.facts.signs.iter().any(missing) && !done.contains(&Tick::Scopes) {
            return self.say("companion.next.access_missing");
        }
        // A key that nobody saw coming is no proof, but a client that has one is not in want of another.
        let has_key = done.contains(&Tick::Key) || (aim.kid.is_empty() && !self.facts.keys.is_empty());
        // Whoever is at the keys already is helped with the keys.
        let at_keys = self.labels.is("keys_tab", tab) && !has_key;
        if !at_keys
            && !done.contains(&Tick::Scopes)
            && !self.labels.is("scopes_tab", tab)
            && self.sees("scopes_tab")
        {
            return self.point("companion.next.scopes_tab", "scopes_tab");
        }
        if has_key {
            return self.say("companion.next.prove");
        }
        // The old page has no tabs, and takes the key in a field at the bottom.
        if is_old(self.facts) && self.sees("keys_tab") {
            return self.point("companion.next.key_field", "keys_tab");
        }
        if self.labels.is("keys_tab", tab) || !self.sees("keys_tab") {
            return self.point("companion.next.add_key", "add_key");
        }
        self.point("companion.next.keys_tab", "keys_tab")
    }

    fn key_dialog(&self) -> Advice {
        self.point("companion.next.key_field", "key_field")
    }

    fn scope_dialog(&self, plan: &Plan) -> Advice {
        let ticked = self.facts.dialog.iter().flat_map(|dialog| &dialog.scopes);
        let there: Vec<&String> = self.facts.scopes.iter().chain(ticked).collect();
        let missing = plan
            .scopes()
            .into_iter()
            .find(|scope| scope.contains(':') && !there.iter().any(|shown| shown == scope));
        match missing {
            Some(scope) => self.point_literally("companion.next.tick_scope", scope),
            None => self.point("companion.next.finish", "finish"),
        }
    }
}

/// Every name but one, each once.
fn others(name: &str, all: Vec<&str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for other in all {
        if fold(other) != fold(name) && !found.iter().any(|known| known == other) {
            found.push(other.to_owned());
        }
    }
    found
}
