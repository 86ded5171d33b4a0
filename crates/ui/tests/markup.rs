//! What must hold of every screen, whatever is on it: the part of accessibility that can be read off the HTML.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::collections::HashSet;

use losen_core::text::Language;
use scraper::{ElementRef, Html, Selector};

/// Every screen in every language, with a name for the report.
fn pages() -> Vec<(String, Html)> {
    let mut pages = Vec::new();
    for screen in support::screens::all() {
        for language in Language::ALL {
            let name = format!("{}.{}", screen.name, language.tag());
            pages.push((name, Html::parse_fragment(&support::draw(&screen, language))));
        }
    }
    pages
}

fn select<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn ids(page: &Html) -> Vec<String> {
    select(page, "[id]")
        .iter()
        .filter_map(|one| one.attr("id"))
        .map(str::to_owned)
        .collect()
}

fn text(element: ElementRef) -> String {
    element.text().collect::<String>().trim().to_owned()
}

#[test]
fn no_element_carries_a_style_of_its_own() {
    for (name, page) in pages() {
        assert!(select(&page, "[style], style, script").is_empty(), "{name}");
    }
}

#[test]
fn ids_are_unique() {
    for (name, page) in pages() {
        let ids = ids(&page);
        let distinct: HashSet<&String> = ids.iter().collect();
        assert_eq!(ids.len(), distinct.len(), "{name}: {ids:?}");
    }
}

#[test]
fn every_field_has_a_label() {
    for (name, page) in pages() {
        let labelled: HashSet<&str> = select(&page, "label[for]")
            .iter()
            .filter_map(|one| one.attr("for"))
            .collect();
        for field in select(&page, "input, textarea, select") {
            let id = field.attr("id").unwrap_or_default();
            assert!(labelled.contains(id), "{name}: {}", field.html());
        }
    }
}

#[test]
fn what_is_pointed_to_is_there() {
    for (name, page) in pages() {
        let there: HashSet<String> = ids(&page).into_iter().collect();
        for attribute in ["aria-describedby", "aria-labelledby", "aria-controls", "for"] {
            for element in select(&page, &format!("[{attribute}]")) {
                for id in element.attr(attribute).unwrap_or_default().split_whitespace() {
                    assert!(there.contains(id), "{name}: {attribute}={id}");
                }
            }
        }
    }
}

#[test]
fn every_line_of_the_error_summary_leads_to_a_field() {
    for (name, page) in pages() {
        let there: HashSet<String> = ids(&page).into_iter().collect();
        for link in select(&page, "#errors a") {
            let target = link
                .attr("href")
                .unwrap_or_default()
                .trim_start_matches('#')
                .to_owned();
            assert!(there.contains(&target), "{name}: {target}");
        }
    }
}

#[test]
fn buttons_have_names_that_differ() {
    for (name, page) in pages() {
        let copies: Vec<String> = select(&page, "button.losen-copy").into_iter().map(text).collect();
        let distinct: HashSet<&String> = copies.iter().collect();
        assert_eq!(copies.len(), distinct.len(), "{name}: {copies:?}");
        assert!(
            select(&page, "button")
                .into_iter()
                .all(|one| !text(one).is_empty()),
            "{name}"
        );
    }
}

#[test]
fn there_is_one_heading_of_the_first_level_and_none_is_skipped() {
    for (name, page) in pages() {
        let levels: Vec<u8> = select(&page, "h1, h2, h3, h4, h5, h6")
            .iter()
            .map(|one| one.value().name().as_bytes()[1] - b'0')
            .collect();
        assert_eq!(
            levels.iter().filter(|level| **level == 1).count(),
            1,
            "{name}: {levels:?}"
        );
        assert!(
            levels.windows(2).all(|pair| pair[1] <= pair[0] + 1),
            "{name}: {levels:?}"
        );
    }
}

#[test]
fn there_is_one_live_region_and_it_is_always_there() {
    for (name, page) in pages() {
        assert_eq!(select(&page, "[role=status]").len(), 1, "{name}");
    }
}

#[test]
fn the_language_is_named_on_the_text_itself() {
    for (name, page) in pages() {
        let language = select(&page, ".losen")[0]
            .attr("lang")
            .unwrap_or_default()
            .to_owned();
        assert!(name.ends_with(&format!(".{language}")), "{name}: {language}");
    }
}

#[test]
fn links_that_leave_say_so_and_tell_nobody_where_they_came_from() {
    for (name, page) in pages() {
        for link in select(&page, "a[target]") {
            assert_eq!(link.attr("rel"), Some("noreferrer"), "{name}");
            assert!(!select(&page, "a[target] .ds-sr-only").is_empty(), "{name}");
        }
    }
}
