//! No token, key or passphrase is left anywhere: not in the console, not in storage, not in a log, not on disk.

use losen_tests::{Canary, Search, World, enterprise, in_both_browsers};

in_both_browsers! {
    fn nothing_secret_is_left_behind_and_the_console_is_empty(kind) {
        let mut world = World::start(kind);
        let workshop = world.workshop();
        world.browser().open_popup();
        world.browser().eval(OVERHEAR, &[]);
        world.guide().plan_krr("Hemmelighetskremmeri").click("Opprett klienten").see("Klienten er opprettet");

        let tokens = world.browser().eval("(view) => view.losenTokens", &[]);
        let tokens: Vec<&str> = tokens.as_array().expect("a list").iter().filter_map(|one| one.as_str()).collect();
        // The helper sends the create, so the page itself has used the token to read.
        assert!(!tokens.is_empty(), "a token to read was used");
        let mut canaries: Vec<Canary> = tokens.iter().map(|token| Canary::new("a token", token.as_bytes())).collect();
        canaries.extend(enterprise(&workshop));

        let storage = world.browser().storage().to_string();
        let page = world.browser().eval("(view) => view.document.documentElement.outerHTML", &[]).to_string();
        let console = world.browser().console();
        let said = console.join("\n");
        let state = world.state().to_string();
        for canary in &canaries {
            canary.absent("storage", storage.as_bytes());
            canary.absent("the page", page.as_bytes());
            canary.absent("the console", said.as_bytes());
            canary.absent("the practice environment's state", state.as_bytes());
            canary.absent("the logs", world.logs().as_bytes());
        }
        assert_eq!(console, Vec::<String>::new(), "the console is empty");

        // What the browser keeps in its profile, and the helper in its folders, once the browser has ended.
        let practice = world.into_practice();
        let read = Search::new(canaries).absent_below(practice.home(), &workshop);
        assert!(read > 100_000, "a browser's profile is larger than {read} bytes");
    }
}

/// Remembers, in the page's own memory, which tokens it sends.
const OVERHEAR: &str = r"(view) => {
  view.losenTokens = [];
  const real = view.fetch;
  view.fetch = (resource, init) => {
    const header = new view.Headers(init?.headers ?? resource.headers).get('authorization');
    if (header) view.losenTokens.push(header.replace(/^Bearer /, ''));
    return real.call(view, resource, init);
  };
}";
