// What the Tab key reaches, in the order of the page, and what is wrong with a stop. Evaluated in the test's world with
// the page's window as `view`.
(view, action, ...words) => {
  const { document } = view;
  const squeeze = (text) => (text ?? "").replace(/\s+/g, " ").trim();
  const shown = (node) => node.checkVisibility({ visibilityProperty: true });
  const name = (node) =>
    squeeze(node.getAttribute("aria-label") ||
      [...(node.labels ?? [])].map((label) => label.innerText).join(" ") || node.innerText || node.title || node.localName);

  // The radio buttons of a question are one stop.
  const group = (node) =>
    node?.type === "radio" ? document.querySelector(`input[type=radio][name="${node.name}"]:not(:disabled)`) : node;
  const stops = () => {
    const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
    const reached = all.filter((node) => node.tabIndex >= 0 && !node.disabled && shown(node));
    return [...new Set(reached.map(group))];
  };
  const active = () => document.activeElement;

  const FILLABLE = "input:not([type=radio], [type=checkbox]), textarea, select";
  const fits = (kind) => (node) => node.matches(FILLABLE) === (kind === "field");
  // An exact name first, as in guide.js; radio buttons count one by one here.
  const find = (kind, wanted) => {
    const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
      .filter((node) => shown(node) && !node.disabled && fits(kind)(node));
    const exact = all.filter((node) => name(node) === wanted);
    const found = exact.length > 0 ? exact : all.filter((node) => name(node).startsWith(wanted));
    if (found.length !== 1) throw new Error(`${found.length} things are called "${wanted}": ${stops().map(name).join(" | ")}`);
    return found[0];
  };

  // What one presses: with a choice, its words as well.
  const target = (node) => {
    const boxes = [node, ...(node.labels && ["radio", "checkbox"].includes(node.type) ? node.labels : [])]
      .map((one) => one.getBoundingClientRect());
    return {
      left: Math.min(...boxes.map((box) => box.left)), right: Math.max(...boxes.map((box) => box.right)),
      top: Math.min(...boxes.map((box) => box.top)), bottom: Math.max(...boxes.map((box) => box.bottom)),
    };
  };
  const inSentence = (node) =>
    node.localName === "a" && squeeze(node.parentElement.innerText) !== squeeze(node.innerText) &&
    view.getComputedStyle(node).display === "inline";
  const marked = (node) => {
    for (const one of [node, node.closest(".ds-field, .losen-option")].filter(Boolean)) {
      const look = view.getComputedStyle(one);
      if (look.boxShadow !== "none" || (look.outlineStyle !== "none" && Number.parseFloat(look.outlineWidth) >= 2)) return true;
    }
    return false;
  };
  const complaints = (node) => {
    const found = [];
    const box = target(node);
    const [width, height] = [box.right - box.left, box.bottom - box.top];
    const say = (what) => found.push(`«${name(node)}» ${what}`);
    if (!marked(node)) say("does not show that it has focus");
    if (!inSentence(node) && (width < 24 || height < 24)) say(`is ${Math.round(width)} by ${Math.round(height)} pixels`);
    const own = node.getBoundingClientRect();
    const x = (Math.max(own.left, 0) + Math.min(own.right, view.innerWidth)) / 2;
    const y = (Math.max(own.top, 0) + Math.min(own.bottom, view.innerHeight)) / 2;
    const top = document.elementFromPoint(x, y);
    const mine = top && (node.contains(top) || top.contains(node) || [...(node.labels ?? [])].some((label) => label.contains(top)));
    if (!mine) say(`is covered or out of sight at ${Math.round(x)}, ${Math.round(y)} by ${top?.className ?? "nothing"}`);
    return found;
  };

  // The app moves focus when it has drawn, which may be a moment after the words are there.
  const settled = () =>
    new Promise((resolve) => view.requestAnimationFrame(() => view.requestAnimationFrame(() => view.setTimeout(resolve))));

  // A browser may scroll to what has focus only with its next picture, so a complaint counts when it stands after that.
  const lasting = async (node) => {
    if (complaints(node).length === 0) return [];
    await settled();
    await settled();
    return complaints(node);
  };

  const actions = {
    // Begins at the first stop.
    async begin() {
      await settled();
      [view.losenStops, view.losenAt] = [stops(), 0];
      view.losenStops[0].focus({ focusVisible: true });
      return { last: view.losenStops.length < 2, complaints: await lasting(view.losenStops[0]) };
    },
    // After a press of Tab, forwards (1) or back (-1): where one has come to is where one should. What stands on the page
    // may have changed with the press, because the field that was left has been looked at.
    async stepped(way) {
      // Firefox scrolls to the caret of a field with its next picture, also when focus has gone on by then: faster than
      // anybody presses Tab twice.
      if (active().matches(FILLABLE)) await settled();
      const [before, now] = [view.losenStops, group(active())];
      const from = view.losenAt;
      const expected = before[from + way];
      const wrong = [];
      if (now !== expected && expected?.isConnected) {
        wrong.push(`from «${name(before[from])}» one comes to «${name(active())}», not to «${name(expected)}»`);
      }
      const fresh = stops();
      let at = fresh.indexOf(now);
      if (at < 0) {
        wrong.push(`<${active().localName} class="${active().className}"> is a stop that nobody meant`);
        at = from + way;
      }
      if (way > 0 && at >= 0) wrong.push(...(await lasting(active())));
      [view.losenStops, view.losenAt] = [fresh, at];
      return { last: way > 0 ? at >= fresh.length - 1 : at <= 0, complaints: wrong };
    },
    // Which way to it from where one is: 1, -1, 0 when there, and what it is.
    way(kind, wanted) {
      const node = find(kind, wanted);
      const [to, from] = [group(node), group(active())];
      const after = from.compareDocumentPosition(to) & view.Node.DOCUMENT_POSITION_FOLLOWING;
      const inside = from !== document.body && from.contains(to);
      return { way: to === from ? 0 : after || inside ? 1 : -1, type: node.localName === "input" ? node.type : node.localName };
    },
    // Which way within the choices of one question.
    choice(wanted) {
      const node = find("control", wanted);
      const all = [...document.querySelectorAll(`input[type=radio][name="${node.name}"]:not(:disabled)`)];
      return { way: Math.sign(all.indexOf(node) - all.indexOf(active())), checked: node.checked };
    },
    option(wanted) {
      const node = active();
      const to = [...node.options].findIndex((one) => squeeze(one.text) === wanted || one.value === wanted);
      return Math.sign(to - node.selectedIndex);
    },
    // What has focus: nothing, when it is lost.
    async focused() {
      await settled();
      return active() === document.body || !shown(active()) ? null : active().id || name(active());
    },
  };
  return actions[action](...words);
}
