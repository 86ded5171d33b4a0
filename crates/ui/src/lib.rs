//! The guide's face, in Yew; the only crate that knows the browser.
