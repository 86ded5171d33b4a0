// Elements without a framework: h("button", { type: "button", onclick }, "Lagre").

/** An element. Functions become listeners, `true` an empty attribute; what is false or missing is left out. */
export function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else if (name === "checked") node.checked = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

let count = 0;

/** A field with its label, as the portal's form library makes them: with an id that nobody can foresee. */
export function field(label, input, { hint, error } = {}) {
  input.id ||= `r${(count += 1).toString(36)}-${Math.random().toString(36).slice(2, 7)}`;
  const parts = [h("label", { for: input.id }, label)];
  if (hint) parts.push(h("p", { class: "hint", id: `${input.id}-hint` }, hint));
  parts.push(input);
  if (error) {
    parts.push(h("p", { class: "error", id: `${input.id}-error` }, error));
    input.setAttribute("aria-invalid", "true");
  }
  const described = [hint && `${input.id}-hint`, error && `${input.id}-error`].filter(Boolean).join(" ");
  if (described) input.setAttribute("aria-describedby", described);
  return h("div", { class: "field" }, parts);
}

/** A tick or a choice with its label around it. */
export function choice(type, name, value, label, rest = {}) {
  return h("label", { class: "choice" }, h("input", { type, name, value, ...rest }), h("span", {}, label));
}

/** A select of texts. */
export function select(name, values, chosen, rest = {}) {
  return h("select", { name, ...rest }, values.map((value) => h("option", { value, selected: value === chosen }, value)));
}

export function button(label, onclick, rest = {}) {
  return h("button", { type: "button", onclick, ...rest }, label);
}

/** A card of the portal: a heading and what belongs under it. */
export function card(title, ...children) {
  return h("section", { class: "card" }, h("h3", {}, title), children);
}
