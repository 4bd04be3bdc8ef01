// What the translation stepper calls symbols and beginnings, and how it writes probabilities and weights.

import { superscript } from "../kit/formula.js";
import { tight } from "../kit/numbers.js";

/** A probability: three digits, and never a 0 or a 1 that is none. */
export function chance(p) {
  if (p < 0.0005) return "<\u2009.001";
  return p < 1 && p >= 0.9995 ? ">\u2009.999" : tight(p);
}

/** A probability with digits enough to multiply: .935, .99987, 2.3·10⁻⁵. */
export function closely(p) {
  if (p < 0.0005) {
    const [digits, power] = p.toExponential(1).split("e");
    return `${digits}·10${superscript(power)}`;
  }
  const digits = Math.min(Math.ceil(-Math.log10(1 - p)) + 1, 12);
  return p < 1 && p >= 0.9995 ? p.toFixed(digits).replace(/^0/, "") : tight(p);
}

/** A weight of attention: two digits, .86 and 1.00. */
export const weightShown = (w) => w.toFixed(2).replace(/^0/, "");

/** A symbol by its number as it is shown: the ones that no numeral has are words. */
export function symbolShown({ chinese }, number, text) {
  const symbol = chinese[number];
  const special = { "<start>": "translate_start", "<end>": "translate_end", "<pad>": "translate_pad" }[symbol];
  return special ? text(special) : symbol;
}

/** A beginning as it is shown: 三千零, or the word for the start. */
export const beginning = (spec, node, text) => (node && spec.written(node)) || text("translate_nothing");

/** The beginning that `node` goes on from. */
export const parentOf = ({ steps }, node) => (node.k ? steps[node.k - 1][node.parent] : null);

/** Is this a beginning that nothing went on from? */
export const isDropped = ({ steps }, { k, r, ended }, done) =>
  !ended && k + 1 < done && !steps[k + 1].some(({ parent }) => parent === r);

/** A node's name: its beginning, its probability and how it came about, its place, and whether it is finished. */
export function nodeName(spec, node, done, text) {
  const [p, before, own] = [node.log_p, node.before, node.log_p - node.before].map((log) => closely(Math.exp(log)));
  const product = node.k ? text("translate_node_product", { p, before, own }) : "";
  const name = text("translate_node", {
    written: beginning(spec, node, text), p: chance(Math.exp(node.log_p)), k: node.k, rank: node.r + 1,
    n: spec.steps[node.k].length,
  }) + product;
  if (node.ended) return name + text("translate_node_ended");
  return isDropped(spec, node, done) ? name + text("translate_node_dropped") : name;
}
