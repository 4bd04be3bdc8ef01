// Elements of the page: made, and changed only where they change.

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

/** Calls `write(value)` if `value` is not what was last written under this name. */
export function once(node, name, value, write) {
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

/** `words` of one language: text(key, values) fills the {places} of a sentence. */
export const speaker = (words) => (key, values = {}) =>
  (words[key] ?? key).replace(/\{(\w+)\}/g, (place, name) => (name in values ? values[name] : place));

/** A text of the drawing. */
export const label = (name, x, y, text = "") => svg("text", { class: name, x, y }, text);

/** An arrow of the drawing: a line and its head, from (x1, y1) to (x2, y2), along one axis. */
export function arrow(x1, y1, x2, y2, name = "") {
  const [dx, dy] = [Math.sign(x2 - x1), Math.sign(y2 - y1)];
  const [bx, by] = [x2 - 6 * dx, y2 - 6 * dy];
  return svg("path", {
    class: `arrow ${name}`,
    d: `M${x1} ${y1}L${x2} ${y2}M${bx - 3.5 * dy} ${by - 3.5 * dx}L${x2} ${y2}L${bx + 3.5 * dy} ${by + 3.5 * dx}`,
  });
}
