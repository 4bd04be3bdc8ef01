// Drawing: elements, numbers, equations. No network mathematics here.

const SVG = "http://www.w3.org/2000/svg";

function build(node, attrs, children) {
  for (const [name, value] of Object.entries(attrs ?? {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export const el = (tag, attrs, ...children) => build(document.createElement(tag), attrs, children);
export const svg = (tag, attrs, ...children) => build(document.createElementNS(SVG, tag), attrs, children);

// A redraw touches only what changed: each setter remembers what it wrote last.
const written = new WeakMap();

function once(node, name, value, write) {
  let last = written.get(node);
  if (!last) written.set(node, (last = new Map()));
  if (last.get(name) === value) return;
  last.set(name, value);
  write(value);
}

export const setText = (node, text) => once(node, "#text", text, () => { node.textContent = text; });
export const setClass = (node, name, on) =>
  once(node, `.${name}`, Boolean(on), (is) => node.classList.toggle(name, is));
export const setVar = (node, name, value) => once(node, name, value, () => node.style.setProperty(name, value));
export const setField = (input, text) => { if (input.value !== text) input.value = text; };
export const setAttr = (node, name, value) => once(node, `@${name}`, value, () => {
  if (value === null || value === false) node.removeAttribute(name);
  else node.setAttribute(name, value);
});

const MINUS = "\u2212";
const signed = (text) => text.replace(/^-/, MINUS).replace("e-", `e${MINUS}`);

/** Three digits after the point, as computed numbers are shown; -0.0004 is 0.000, not −0.000. */
export function fixed(value, digits = 3) {
  if (Math.abs(value) >= 1e5) return signed(value.toExponential(2));
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : signed(text);
}

/** At most three digits, as given numbers are shown: 0.1, 1, −0.25. */
export const short = (value) => (Math.abs(value) >= 1e5 ? fixed(value) : signed(String(Number(value.toFixed(3)) + 0)));

/** Three digits in all, for a narrow place: .426, −2.49, 12.3. */
export function tight(value) {
  const whole = Math.floor(Math.abs(value)).toString().length;
  return short(Number(value.toFixed(Math.max(Math.abs(value) < 1 ? 3 : 3 - whole, 0)))).replace(/^(\u2212?)0\./, "$1.");
}

/** A step as an index: 0, 1, ..., and −1 before the first. */
export const stepIndex = (t) => signed(String(t));

/** A number as a factor or a term: brackets keep its minus sign apart. */
export const bracketed = (text) => (text.startsWith(MINUS) ? `(${text})` : text);

/** Every digit there is. */
export const full = (value) => signed(String(value + 0));

/** The same number as someone would type it. */
export const typed = (value) => String(value + 0);

/** `words` of one language: text(key, values) fills the {places} of a sentence. */
export const speaker = (words) => (key, values = {}) =>
  (words[key] ?? key).replace(/\{(\w+)\}/g, (place, name) => (name in values ? values[name] : place));

/** A formula as spans: pieces are [text, symbol or "", subscript or ""]; text nodes only. Lines break before a term. */
export function formula(node, pieces) {
  once(node, "#formula", JSON.stringify(pieces), () => {
    node.replaceChildren(...pieces.flatMap(([text, symbol = "", sub = ""]) => {
      const letter = el("span", { class: /^[a-z]$/i.test(text) ? "sym" : "op" }, text);
      if (symbol) letter.classList.add(`sym-${symbol}`);
      if (sub) letter.append(el("sub", {}, sub));
      return /^( \+ |\u2003)/.test(text) ? [el("wbr"), letter] : [letter];
    }));
  });
}

/** An arrow of the drawing: a line and its head, from (x1, y1) to (x2, y2), along one axis. */
export function arrow(x1, y1, x2, y2, name = "") {
  const [dx, dy] = [Math.sign(x2 - x1), Math.sign(y2 - y1)];
  const [bx, by] = [x2 - 6 * dx, y2 - 6 * dy];
  return svg("path", {
    class: `arrow ${name}`,
    d: `M${x1} ${y1}L${x2} ${y2}M${bx - 3.5 * dy} ${by - 3.5 * dx}L${x2} ${y2}L${bx + 3.5 * dy} ${by + 3.5 * dx}`,
  });
}
