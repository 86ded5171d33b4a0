//! The catalogue is read by a macro, which Cargo does not see: a changed text must rebuild the crate.
fn main() {
    println!("cargo:rerun-if-changed=locales");
}
