//! A scope as it is written in the form. What has no field of its own stays as it was.

use serde_json::json;

use super::super::{Focus, Input, Session};
use super::{Page, Provider, ProviderField};
use crate::model::{Finding, Scope, ScopeBody};
use crate::provider::OwnScopes;
use crate::rules::Report;
use crate::rules::scope_body::{ScopeContext, check};

/// Client types that a scope can be for, as far as an API provider has to do with them.
pub const TYPES: [&str; 4] = ["maskinporten", "krr", "api_klient", "ansattporten"];

/// What can be switched on and off. `delegation_source` is a switch here: there is one source in each environment.
pub const FLAGS: [&str; 6] = [
    "delegation_source",
    "accessible_for_all",
    "requires_user_authentication",
    "requires_user_consent",
    "requires_pseudonymous_tokens",
    "active",
];

impl Session {
    pub(in super::super) fn new_scope(&mut self) {
        let first = self.first_prefix().unwrap_or_default();
        // The least that can be wanted: nobody sees it and nobody may use it before that is decided.
        let body = json!({ "prefix": first, "subscope": "", "description": "", "visibility": "PRIVATE",
            "allowed_integration_types": ["maskinporten"] });
        self.write(ScopeBody::from_json(body).unwrap_or_default(), None);
    }

    fn first_prefix(&self) -> Option<String> {
        let prefixes = self.provider.prefixes.iter().flatten();
        let active = prefixes.filter(|prefix| prefix.active);
        active.map(|prefix| prefix.prefix.clone()).next()
    }

    /// A form that was begun before the prefixes were known has none yet.
    pub(super) fn fill_prefix(&mut self) {
        let missing =
            self.provider.page == Page::Form && self.provider.form.text("prefix").is_none_or(str::is_empty);
        if let Some(first) = self.first_prefix().filter(|_| missing) {
            self.provider.form.set("prefix", first);
        }
    }

    pub(super) fn edit_scope(&mut self, name: Scope) {
        if let Some(scope) = self.provider.scope(&name) {
            self.write(scope.clone(), Some(name));
        }
    }

    fn write(&mut self, form: ScopeBody, editing: Option<Scope>) {
        self.provider.form = form;
        self.provider.editing = editing;
        self.provider.shown = false;
        self.provider.of_fields.clear();
        self.turn_to(Page::Form);
    }

    pub(super) fn fill_form(&mut self, field: ProviderField, input: Input) {
        let form = &mut self.provider.form;
        match (field, input) {
            (ProviderField::Types, Input::Toggle(word, wanted)) => {
                let mut types: Vec<String> = form
                    .texts("allowed_integration_types")
                    .into_iter()
                    .filter(|kind| !kind.eq_ignore_ascii_case(&word))
                    .map(str::to_owned)
                    .collect();
                if wanted {
                    types.push(word);
                }
                form.set("allowed_integration_types", types);
            }
            (ProviderField::Flags, Input::Toggle(word, wanted)) => self.switch(&word, wanted),
            (field, Input::Text(text)) => {
                let Some(member) = member_of(field) else { return };
                let seconds = matches!(field, ProviderField::TokenAge | ProviderField::AuthorizationAge);
                match text.trim().parse::<i64>() {
                    Ok(number) if seconds => form.set(member, number),
                    // What is no number stays a text, and a rule says so.
                    _ if text.trim().is_empty() && field != ProviderField::Description => form.remove(member),
                    _ => form.set(member, text),
                }
            }
            _ => {}
        }
    }

    fn switch(&mut self, word: &str, wanted: bool) {
        let source = match self.workplace().map(|place| place.environment()) {
            Some(crate::model::Environment::Prod) => "https://www.altinn.no/",
            _ => "https://tt02.altinn.no/",
        };
        let form = &mut self.provider.form;
        match FLAGS.into_iter().find(|flag| *flag == word) {
            Some("delegation_source") if wanted => form.set("delegation_source", source),
            Some("delegation_source") => form.remove("delegation_source"),
            Some(flag) => form.set(flag, wanted),
            None => {}
        }
    }

    pub(super) fn mend_scope(&mut self, rule: &str, path: &str) {
        let report = self.form_report();
        let fits = |finding: &&Finding| finding.rule == rule && finding.path == path;
        let fix = report
            .findings
            .iter()
            .find(fits)
            .and_then(|finding| finding.fix.clone());
        let mut body = self.provider.form.to_json();
        if let Some(fix) = fix
            && json_patch::patch(&mut body, &fix).is_ok()
            && let Some(mended) = ScopeBody::from_json(body)
        {
            self.provider.form = mended;
        }
    }

    /// What the rules say of the form, with what has been read.
    pub(in crate::session) fn form_report(&self) -> Report {
        let room = &self.provider;
        let environment = self
            .workplace()
            .map_or(crate::model::Environment::Practice, |place| place.environment());
        let own = room
            .scopes
            .clone()
            .map_or(OwnScopes::Unreadable, OwnScopes::Known);
        let context = ScopeContext {
            prefixes: room.prefixes.clone(),
            before: room.editing.as_ref().and_then(|name| room.scope(name)).cloned(),
            own,
            ..ScopeContext::new(environment)
        };
        check(&room.form, &context)
    }

    /// From the look at it: to what the API said of its fields, if it has been sent.
    pub(super) fn back_to_form(&mut self) {
        self.turn_to(Page::Form);
        if self.provider.refusals().next().is_some() {
            self.move_focus(Focus::Errors);
        }
    }

    /// Shows what is wrong with the form.
    pub(super) fn show_form_errors(&mut self) {
        self.provider.shown = true;
        self.provider.page = Page::Form;
        self.move_focus(Focus::Errors);
    }
}

impl Provider {
    /// What the API said of the fields, as long as nobody has changed them.
    pub(in crate::session) fn refusals(&self) -> impl Iterator<Item = &Finding> {
        self.of_fields
            .iter()
            .filter_map(|refused| refused.standing_in(&self.form))
    }
}

/// The member that a text field writes.
pub fn member_of(field: ProviderField) -> Option<&'static str> {
    Some(match field {
        ProviderField::Prefix => "prefix",
        ProviderField::Subscope => "subscope",
        ProviderField::Description => "description",
        ProviderField::LongDescription => "long_description",
        ProviderField::Visibility => "visibility",
        ProviderField::TokenAge => "at_max_age",
        ProviderField::AuthorizationAge => "authorization_max_lifetime",
        ProviderField::TokenType => "token_type",
        ProviderField::Audience => "enforced_aud_for_access_token",
        _ => return None,
    })
}

/// The field that a finding is about.
pub fn field_of(finding: &Finding) -> ProviderField {
    let member = finding.path.split('/').nth(1).unwrap_or_default();
    match member {
        "prefix" => ProviderField::Prefix,
        "subscope" => ProviderField::Subscope,
        "description" => ProviderField::Description,
        "long_description" => ProviderField::LongDescription,
        "visibility" => ProviderField::Visibility,
        "allowed_integration_types" => ProviderField::Types,
        "at_max_age" => ProviderField::TokenAge,
        "authorization_max_lifetime" => ProviderField::AuthorizationAge,
        "token_type" => ProviderField::TokenType,
        "enforced_aud_for_access_token" => ProviderField::Audience,
        flag if FLAGS.contains(&flag) => ProviderField::Flags,
        _ => ProviderField::Body,
    }
}
