//! The catalogue is read by a macro, which Cargo does not see: a changed text must rebuild the crate.
fn main() {
    #[expect(clippy::print_stdout, reason = "this is how a build script speaks to Cargo")]
    {
        println!("cargo:rerun-if-changed=locales");
    }
}
