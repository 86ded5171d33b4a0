use yew::prelude::*;

/// Longer words than this may break at their punctuation.
const LONG: usize = 16;

/// A text whose long technical words (scopes, addresses, member names) may break after `/`, `:`, `.`, `_` and `-`, so
/// that they fit a narrow panel without being cut in the middle of a syllable.
pub fn soft(text: &str) -> Html {
    let pieces = pieces(text);
    if let [whole] = pieces.as_slice() {
        return html! { { whole } };
    }
    let last = pieces.len().saturating_sub(1);
    // One box: in a button, which is laid out as boxes, the pieces would stand apart.
    html! {
        <span>{ for pieces.iter().enumerate().map(|(at, piece)| html! {
            <>{ piece }if at < last { <wbr /> }</>
        }) }</span>
    }
}

/// The text cut where it may break. Joined, the pieces are the text.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for word in text.split_inclusive(char::is_whitespace) {
        let long = word.chars().count() > LONG;
        for letter in word.chars() {
            if let Some(piece) = pieces.last_mut() {
                piece.push(letter);
            }
            if long && matches!(letter, '/' | ':' | '.' | '_' | '-') {
                pieces.push(String::new());
            }
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_technical_word_breaks_at_its_punctuation() {
        assert_eq!(
            pieces("krr:user/kontaktinformasjon.read er lang"),
            ["krr:", "user/", "kontaktinformasjon.", "read er lang"]
        );
    }

    #[test]
    fn prose_is_left_whole() {
        assert_eq!(
            pieces("E-post, mobilnummer og språk."),
            ["E-post, mobilnummer og språk."]
        );
    }

    #[test]
    fn nothing_is_lost_or_added() {
        let text = "Send https://practice.invalid/rest/v2/personer …\nog _si fra_.";
        assert_eq!(pieces(text).concat(), text);
    }
}
