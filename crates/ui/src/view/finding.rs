use losen_core::model::Severity;
use losen_core::session::{Field, FindingView};
use yew::prelude::*;

use super::soft::soft;
use super::source::source;
use super::{Ui, button};

/// What the rules say of one field or text, under it. Empty and without an element when they say nothing.
pub fn findings(ui: &Ui, field: Field, id: &str, findings: &[FindingView]) -> Html {
    if findings.is_empty() {
        return html! {};
    }
    html! {
        <div id={id.to_owned()} class="losen-findings">
            { for findings.iter().map(|finding| draw(ui, field, finding)) }
        </div>
    }
}

/// Whether the field is wrong, and not merely worth a second look.
pub fn has_error(findings: &[FindingView]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

fn draw(ui: &Ui, field: Field, finding: &FindingView) -> Html {
    let colour = match finding.severity {
        Severity::Error => "danger",
        Severity::Warning => "warning",
        Severity::Hint => "info",
    };
    html! {
        <div class="losen-finding" data-color={colour}>
            <p class="ds-validation-message" data-color={colour}>
                <strong>{ &finding.severity_word }{ ": " }</strong>
                { soft(&finding.text) }
            </p>
            <div class="losen-finding-ways" data-color="accent">
                { for finding.fix.iter().map(|fix| button::passing(ui, fix, field)) }
                if !finding.source.is_empty() {
                    { source(ui, &finding.source, &finding.source_label) }
                }
            </div>
        </div>
    }
}
