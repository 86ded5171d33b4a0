// Stands in Digdir's portal, reads what the user sees as well, and draws a ring when the panel asks for one.
//
// It decides nothing: what a page is and what comes next is found out in crates/core/src/companion. It does nothing
// until Losen's panel connects, and stops when the panel closes. It never presses, types, submits or moves focus, and
// touches neither storage, cookies nor network: the portal keeps its tokens there. Everything that leaves it is on the
// list below, and tests/tests/browsers/companion_promises.rs holds it to that.
(() => {
  const { runtime } = globalThis.browser ?? globalThis.chrome;

  /** Fields of a client whose values may be read, by the API's names. Never a key, a secret or anything else. */
  const FIELDS = new Set([
    "client_name", "description", "application_type", "token_endpoint_auth_method", "code_challenge_method",
    "access_token_lifetime", "redirect_uris", "post_logout_redirect_uris",
  ]);
  const HEADINGS = "h1, h2, h3";
  const CONTROLS = "button, a[href], summary, legend, label, dt, [role=tab], [role=button], input, select, textarea";
  const POINTABLE = "button, a[href], summary, [role=tab], [role=button], input, select, textarea";
  const DISABLED = ":disabled, [aria-disabled=true]";
  const DIALOGS = "dialog:modal, [role=dialog][aria-modal=true]";
  const ORGANISATION = 'button[popovertarget="user-dropdown"]';
  const ENVIRONMENT = ".test-pill, #env-badge";
  /** A prefix and a name with a letter in it: neither a time of day, with or without its date, nor an address. */
  const SCOPE = /^(openid|profile|(?![\d-]+(:|t\d))(?!.*\/\/)[a-z0-9æøå_-]+:(?=.*[a-zæøå])[a-z0-9æøå_./:-]+)$/i;
  const DATE = /\b(\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2})\b/g;
  /** Cut to size here, and again in the core. */
  const LONGEST = 300;
  const MOST = 100;
  /** So many milliseconds after a change the page is looked at again, however many changes there are. */
  const PAUSE = 120;

  const squeeze = (text) => (text ?? "").replace(/\s+/g, " ").trim().slice(0, LONGEST);
  const fold = (text) => squeeze(text).replace(/[\s*]+$/, "").toLowerCase();
  const shown = (node) => node.checkVisibility({ visibilityProperty: true });
  const all = (root, selector) => [...root.querySelectorAll(selector)].filter(shown);
  const some = (list) => list.slice(0, MOST);
  const textOf = (root, selector) => squeeze(all(root, selector)[0]?.innerText);

  /** What assistive technology would call it, as far as the portal's own markup needs it. */
  function nameOf(node) {
    const labelled = (node.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean)
      .map((id) => document.getElementById(id)?.innerText).join(" ");
    const labels = [...(node.labels ?? [])].map((label) => label.innerText).join(" ");
    const field = node.matches("input, select, textarea");
    return squeeze(labelled || node.getAttribute("aria-label") || labels || (field ? "" : node.innerText));
  }

  /** The dialog on top, whose rest of the page cannot be used. */
  const dialogOnTop = () => all(document, DIALOGS).at(-1);

  function scopesIn(root, selector) {
    const words = all(root, selector)
      .filter((node) => root.matches?.("dialog") || !node.closest("dialog"))
      .flatMap((node) => squeeze(node.innerText).split(" "));
    return some([...new Set(words.filter((word) => SCOPE.test(word)))]);
  }

  function fieldsIn(root) {
    return some(all(root, "input, select, textarea").flatMap((node) => {
      const name = (node.name || node.id || "").replace(/\[\d+\]$/, "");
      if (!FIELDS.has(name) || !["text", "url", "number", "select-one", "textarea"].includes(node.type)) return [];
      const value = node.localName === "select" ? node.selectedOptions[0]?.text : node.value;
      return [[name, squeeze(value)]];
    }));
  }

  function facts({ names, phrases }) {
    const known = (root, within) => {
      const found = all(root, CONTROLS).filter(within).map(nameOf).filter((name) => names.has(fold(name)));
      return some([...new Set(found)]);
    };
    const dialog = dialogOnTop();
    const outside = (node) => !node.closest("dialog, [role=dialog]");
    const pressable = (node) => outside(node) && !node.matches(DISABLED);
    const main = document.querySelector("main") ?? document.body;
    const page = document.body.innerText.toLowerCase();
    const controls = known(document, outside);
    const live = known(document, pressable);
    return {
      host: location.host,
      path: location.pathname,
      language: document.documentElement.lang.slice(0, 2),
      headings: some(all(document, HEADINGS).filter(outside).map((node) => squeeze(node.innerText))),
      controls,
      disabled: controls.filter((name) => !live.includes(name)),
      tab: textOf(main, '[role=tab][aria-selected="true"]'),
      dialog: dialog && {
        headings: some(all(dialog, HEADINGS).map((node) => squeeze(node.innerText))),
        controls: known(dialog, () => true),
        scopes: scopesIn(dialog, "label:has(input:checked)"),
      },
      // Only which of the phrases it was given stand there; never the text around them.
      signs: phrases.filter((phrase) => page.includes(phrase.toLowerCase())),
      organisation: textOf(document, ORGANISATION),
      environment: textOf(document, ENVIRONMENT),
      fields: fieldsIn(main),
      scopes: scopesIn(main, "li, td, dd, code"),
      keys: some(all(main, "[data-key-id]").map((card) => ({
        kid: squeeze(card.dataset.keyId),
        dates: some(card.innerText.match(DATE) ?? []),
      }))),
    };
  }

  /** A ring around one control: on top of everything, in nobody's way, and no part of the page's layout. */
  class Ring {
    #node = document.createElement("div");
    #target;
    #follow = () => this.place();

    constructor(target) {
      this.#target = target;
      this.#node.setAttribute("aria-hidden", "true");
      this.#node.setAttribute("popover", "manual");
      const look = {
        all: "initial", position: "fixed", inset: "auto", margin: "0", padding: "0", border: "0", background: "none",
        overflow: "visible", "pointer-events": "none", "box-sizing": "border-box", "border-radius": "6px",
        // Dark between two light lines: one of them stands out from whatever is behind.
        outline: "3px solid #0b2545", "outline-offset": "3px",
        "box-shadow": "0 0 0 3px #ffffff, 0 0 0 6px #0b2545, 0 0 0 9px #ffd166",
      };
      for (const [property, value] of Object.entries(look)) this.#node.style.setProperty(property, value, "important");
      document.documentElement.append(this.#node);
      this.#node.showPopover();
      addEventListener("scroll", this.#follow, { capture: true, passive: true });
      addEventListener("resize", this.#follow, { passive: true });
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      target.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
      this.place();
    }

    /** Follows its control. One that is gone takes the ring with it. */
    place() {
      if (!this.#target.isConnected || !shown(this.#target)) return this.remove();
      // A checkbox is small; what one presses is its label.
      const box = (this.#target.closest("label") ?? this.#target).getBoundingClientRect();
      for (const [property, value] of [["left", box.left], ["top", box.top], ["width", box.width], ["height", box.height]]) {
        this.#node.style.setProperty(property, `${value}px`, "important");
      }
    }

    /** Above a dialog that opened later. */
    rise() {
      if (!this.#node.isConnected) return;
      this.#node.hidePopover();
      this.#node.showPopover();
      this.place();
    }

    remove() {
      removeEventListener("scroll", this.#follow, { capture: true });
      removeEventListener("resize", this.#follow);
      this.#node.remove();
    }

    /** Whether a change of the page is only the ring's own. */
    owns(change) {
      return change.target === this.#node || [...change.addedNodes, ...change.removedNodes].includes(this.#node);
    }
  }

  /** One panel that looks on. */
  class Watch {
    #port;
    #wanted;
    #ring;
    #last = "";
    #timer;
    #path = location.pathname;
    #top;
    #observer = new MutationObserver((changes) => {
      if (changes.some((change) => !this.#ring?.owns(change))) this.#soon();
    });

    constructor(port) {
      this.#port = port;
      port.onMessage.addListener((message) => this.#hear(message));
      port.onDisconnect.addListener(() => this.#stop());
    }

    #hear({ kind, names, phrases }) {
      const texts = (list) => (Array.isArray(list) ? list.filter((one) => typeof one === "string") : []);
      if (kind === "watch") {
        this.#wanted = { names: new Set(texts(names).map(fold)), phrases: texts(phrases) };
        this.#observer.observe(document.documentElement, {
          subtree: true, childList: true, characterData: true, attributes: true,
          attributeFilter: ["open", "hidden", "aria-selected", "class", "lang", "disabled", "aria-disabled"],
        });
        addEventListener("input", this.#soon, { capture: true, passive: true });
        addEventListener("change", this.#soon, { capture: true, passive: true });
        addEventListener("click", this.#now, { capture: true, passive: true });
        addEventListener("popstate", this.#soon, { passive: true });
        this.#look();
      } else if (kind === "point") {
        this.#point(texts(names).map(fold));
      }
    }

    #soon = () => {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#look();
      }, PAUSE);
    };

    // What a form holds is gone with the page that comes after it, so it is read before a press is answered.
    #now = () => {
      if (this.#timer === undefined) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#look();
    };

    #look() {
      if (location.pathname !== this.#path) {
        this.#path = location.pathname;
        this.#unpoint();
      }
      const top = dialogOnTop();
      if (top !== this.#top) {
        this.#top = top;
        this.#ring?.rise();
      }
      this.#ring?.place();
      const seen = facts(this.#wanted);
      const text = JSON.stringify(seen);
      if (text === this.#last) return;
      this.#last = text;
      this.#port.postMessage({ kind: "facts", facts: seen });
    }

    #point(names) {
      this.#unpoint();
      if (names.length === 0) return;
      const root = dialogOnTop() ?? document;
      const candidates = all(root, POINTABLE).map((node) => [fold(nameOf(node)), node]);
      // What stands in the page itself comes before a menu with the same name.
      candidates.sort(([, a], [, b]) => Boolean(b.closest("main")) - Boolean(a.closest("main")));
      const target = names.map((name) => candidates.find(([called]) => called === name)?.[1]).find(Boolean);
      if (target) this.#ring = new Ring(target);
      this.#port.postMessage({ kind: "pointed", found: Boolean(target) });
    }

    #unpoint() {
      this.#ring?.remove();
      this.#ring = undefined;
    }

    #stop() {
      this.#unpoint();
      this.#observer.disconnect();
      clearTimeout(this.#timer);
      for (const kind of ["input", "change"]) removeEventListener(kind, this.#soon, { capture: true });
      removeEventListener("click", this.#now, { capture: true });
      removeEventListener("popstate", this.#soon);
    }
  }

  // Only Losen's own pages can open this port; a page on the web cannot, and is not listened to in any other way.
  runtime.onConnect.addListener((port) => {
    if (port.name === "losen-companion" && port.sender?.id === runtime.id) new Watch(port);
  });
})();
