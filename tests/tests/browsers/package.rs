//! The npm package in a browser: any page can import it.

use losen_tests::{Site, browser, in_both_browsers};
use serde_json::json;

const CHECK: &str = "async (view, address) => {
  const losen = await import(address + 'losen.js');
  await losen.default({ module_or_path: address + 'losen_bg.wasm' });
  const report = losen.check({ integration_type: 'krr', scopes: ['krr:global', 'kontaktinformasjon.read'] });
  return report.fixed.scopes;
}";

in_both_browsers! {
    fn the_package_checks_a_client(kind) {
        let home = tempfile::tempdir().expect("a temporary folder can be made");
        let site = Site::of("LOSEN_NPM");
        let mut browser = browser(kind, home.path(), false);
        browser.open_tab(&format!("{}losen.d.ts", site.address));
        let scopes = browser.eval(CHECK, &[json!(site.address)]);
        assert_eq!(scopes[0], json!("krr:global/kontaktinformasjon.read"));
    }
}
