import { h } from "../dom.js";

/** Tabs as Designsystemet makes them: arrow keys move, and a tab shows its panel when it gets focus. */
export function tabs(list, first = 0) {
  const panel = h("div", { role: "tabpanel", tabindex: 0, id: "tabpanel" });
  const buttons = list.map(({ id, name }, at) =>
    h("button", { type: "button", role: "tab", id: `tab-${id}`, "data-tab-id": id, "aria-controls": "tabpanel", onclick: () => turn(at) }, name));
  let turned = 0;
  async function turn(at) {
    const mine = (turned += 1);
    buttons.forEach((one, place) => {
      one.setAttribute("aria-selected", place === at);
      one.tabIndex = place === at ? 0 : -1;
    });
    panel.setAttribute("aria-labelledby", buttons[at].id);
    const content = await list[at].show(() => turn(at));
    if (mine === turned) panel.replaceChildren(...[content].flat().filter(Boolean));
  }
  const bar = h("div", { role: "tablist", onkeydown: ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (!step) return;
    const next = (buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length;
    buttons[next].focus();
    turn(next);
  } }, buttons);
  turn(first);
  return [bar, panel];
}
