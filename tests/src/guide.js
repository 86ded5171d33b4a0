// How a person finds things on a page: by what they are called. Evaluated in the test's world with the page's window
// as `view`; every function waits until what it looks for is there, by being told of changes.
(view, action, ...words) => {
  const PATIENCE = 45;
  const { document } = view;
  const squeeze = (text) => (text ?? "").replace(/\s+/g, " ").trim();
  const shown = (node) => node.checkVisibility({ visibilityProperty: true });
  const page = () => squeeze(document.body.innerText);

  const referred = (node, attribute) =>
    (node.getAttribute(attribute) ?? "").split(/\s+/).filter(Boolean)
      .map((id) => document.getElementById(id)?.textContent).join(" ");
  const name = (node) =>
    squeeze(referred(node, "aria-labelledby") || node.getAttribute("aria-label") ||
      [...(node.labels ?? [])].map((label) => label.innerText).join(" ") || node.innerText || node.title);

  const until = (probe, what, seconds = PATIENCE) =>
    new Promise((resolve, reject) => {
      const settle = (finish, value) => {
        observer.disconnect();
        view.clearTimeout(timer);
        finish(value);
      };
      const attempt = () => {
        const found = probe();
        if (found) settle(resolve, found);
      };
      const observer = new view.MutationObserver(attempt);
      const timer = view.setTimeout(
        () => settle(reject, new Error(`waited for ${what}; the page says: ${page()}`)), seconds * 1000);
      observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      attempt();
    });

  const PRESSABLE = "button, a[href], summary, [role=button], [role=tab], input[type=radio], input[type=checkbox]";
  const FILLABLE = "input:not([type=radio], [type=checkbox]), textarea, select";

  // An exact name first; a name that begins so is good enough when it is the only one, as with a label that goes on
  // with a hint.
  const named = (selector, wanted) => {
    const all = [...document.querySelectorAll(selector)].filter((node) => shown(node) && !node.disabled);
    const exact = all.filter((node) => name(node) === wanted);
    const found = exact.length > 0 ? exact : all.filter((node) => name(node).startsWith(wanted));
    if (found.length > 1) throw new Error(`${found.length} things are called "${wanted}"; the page says: ${page()}`);
    return found[0];
  };

  const actions = {
    async click(wanted) {
      (await until(() => named(PRESSABLE, wanted), `something to press called "${wanted}"`)).click();
    },
    async fill(wanted, value) {
      const field = await until(() => named(FILLABLE, wanted), `a field called "${wanted}"`);
      field.focus();
      if (field.localName === "select") {
        const option = [...field.options].find((one) => squeeze(one.text) === value || one.value === value);
        if (!option) throw new Error(`"${wanted}" has no choice "${value}"`);
        field.value = option.value;
      } else {
        field.value = value;
      }
      field.dispatchEvent(new view.Event("input", { bubbles: true }));
      field.dispatchEvent(new view.Event("change", { bubbles: true }));
      field.blur();
    },
    // Types and presses Enter, as people do where a list takes one thing at a time.
    async add(wanted, value) {
      const field = await until(() => named(FILLABLE, wanted), `a field called "${wanted}"`);
      field.focus();
      field.value = value;
      field.dispatchEvent(new view.Event("input", { bubbles: true }));
      field.dispatchEvent(new view.KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    },
    async value(wanted) {
      return (await until(() => named(FILLABLE, wanted), `a field called "${wanted}"`)).value;
    },
    async see(wanted, seconds) {
      await until(() => page().includes(squeeze(wanted)), `"${wanted}"`, seconds);
    },
    async gone(wanted) {
      await until(() => !page().includes(squeeze(wanted)), `"${wanted}" to go away`);
    },
    // Waits for something to press or a field of this name, and leaves it to the keyboard.
    async there(kind, wanted) {
      await until(() => named(kind === "field" ? FILLABLE : PRESSABLE, wanted), `${kind} called "${wanted}"`);
    },
    async speak(tag) {
      const select = document.getElementById("language");
      select.value = tag;
      select.dispatchEvent(new view.Event("change", { bubbles: true }));
      await until(() => document.documentElement.lang === tag && document.querySelector(`.losen[lang=${tag}]`), `the page in ${tag}`);
    },
    page,
  };
  return actions[action](...words);
}
