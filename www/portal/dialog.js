// Modal dialogs and toasts.
import { button, h } from "./dom.js";
import { t } from "./words.js";

/** Opens a native modal dialog; `content` gets a function that closes it. */
export function dialog(title, content) {
  const heading = h("h3", { id: `d-${Math.random().toString(36).slice(2)}` }, title);
  const node = h("dialog", { class: "ds-dialog", "aria-labelledby": heading.id });
  const close = () => node.close();
  node.append(heading, ...[content(close)].flat());
  node.addEventListener("close", () => node.remove());
  document.body.append(node);
  node.showModal();
  return node;
}

/** A question with one answer that cannot be taken back. */
export function confirm(question, answer, act) {
  dialog(question, (close) => h("div", { class: "buttons" },
    button(answer, async () => {
      close();
      await act();
    }, { class: "danger" }),
    button(t("cancel"), close, { class: "plain" })));
}

/** Five seconds, at the top, and no word to a screen reader: the real one has no live region either. */
export function toast(text) {
  const node = h("div", { class: "toast" }, text);
  document.getElementById("toasts").append(node);
  setTimeout(() => node.remove(), 5000);
}

/** What the API refused, above the form. */
export function complain(form, refusal) {
  form.querySelector(".refusal")?.remove();
  form.prepend(h("div", { class: "refusal", role: "alert" }, refusal.message));
}
