// The panel with the equation of what is looked at.

import { el, setClass, setText } from "./dom.js";
import { formula, piece } from "./formula.js";

/**
 * A panel of lines, by their class names; `show(lines, pointed)` takes for each line its pieces or its text, of one
 * line always the same of the two. `lines`: the nodes by name; `frame`: the class of the panel.
 */
export function equation(names = ["letters", "numbers", "value", "about"], frame = "panel") {
  const lines = Object.fromEntries(names.map((name) => [name, el("p", { class: name })]));
  const node = el("div", { class: frame }, ...Object.values(lines));
  function show(contents, pointed = false) {
    for (const [name, content] of Object.entries(contents)) {
      (typeof content === "string" ? setText : formula)(lines[name], content);
    }
    setClass(node, "pointed", pointed);
  }
  return { node, lines, show };
}

/**
 * The four lines of name = formula = numbers = value, and what they are about. name, formula and numbers are pieces,
 * value and about texts; a number that is not known yet shows its letters only.
 */
export function equationLines({ name, formula: letters, numbers, value, about }, known, text) {
  return {
    letters: [...name, ...(name.length && letters.length ? [piece(" = ")] : []), ...letters],
    numbers: known && numbers.length ? [piece("= "), ...numbers] : [],
    value: known ? value : text("not_yet"),
    about,
  };
}
