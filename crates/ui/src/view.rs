//! What is on screen: a [`losen_core::session::View`] in, [`losen_core::session::Event`]s out. Nothing here reaches
//! outside the document, and nothing here decides.

mod button;
mod cause;
mod choice;
mod companion;
mod errors;
mod facts;
mod file;
mod finding;
mod focus;
mod frame;
mod heading;
mod icon;
mod ids;
mod input;
mod instruction;
mod json;
mod letter;
mod list;
mod notice;
mod picture;
mod rooms;
mod rows;
mod screen;
mod select;
mod soft;
mod source;
mod steps;
mod strip;
mod tasks;
mod ui;
mod unstarted;

pub use focus::focus;
pub use frame::{Frame, FrameProps};
pub use heading::{ERRORS_ID, HEADING_ID};
pub use ui::{Copy, Ui};
pub use unstarted::{Unstarted, UnstartedProps};
