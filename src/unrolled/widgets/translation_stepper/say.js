// What the translation stepper says in words: what has been read, handed over, looked at, written and found.

import { stepIndex, tight } from "../kit/numbers.js";
import { operationAt, stepsDone } from "./state.js";

/** A probability: three digits, and never a 0 or a 1 that is none. */
export function chance(p) {
  if (p < 0.0005) return "<\u2009.001";
  return p < 1 && p >= 0.9995 ? ">\u2009.999" : tight(p);
}

/** A probability with digits enough to multiply: .935, .99987, 2.3·10⁻⁵. */
export function closely(p) {
  if (p < 0.0005) {
    const [digits, power] = p.toExponential(1).split("e-");
    return `${digits}·10⁻${raised(power)}`;
  }
  const digits = Math.min(Math.ceil(-Math.log10(1 - p)) + 1, 12);
  return p < 1 && p >= 0.9995 ? p.toFixed(digits).replace(/^0/, "") : tight(p);
}

const raised = (text) => text.replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);

/** A weight of attention: two digits, .86 and 1.00. */
export const weightShown = (w) => w.toFixed(2).replace(/^0/, "");

/** A symbol as it is shown: the ones that no numeral has are words. */
export function symbolShown(symbol, text) {
  const special = { "<start>": "translate_start", "<end>": "translate_end", "<pad>": "translate_pad" }[symbol];
  return special ? text(special) : symbol;
}

/** A beginning as it is shown: 三千零, or the word for the start. */
export const beginning = (found, node, text) => (node && found.written(node)) || text("translate_nothing");

/** The beginning that `node` goes on from. */
export const beforeNode = (found, node) => (node.k ? found.steps[node.k - 1][node.parent] : null);

/** "三千 .98, 千三 .01": nodes with their probabilities. */
const listed = (found, nodes, text) => nodes.map((node) =>
  `${beginning(found, node, text)}${node.ended ? ` ${text("translate_closed")}` : ""} ${chance(Math.exp(node.log_p))}`
).join(text("translate_and"));

/** The word that gets most weight, and how much. */
export function mostLookedAt({ words }, w) {
  const t = w.indexOf(Math.max(...w));
  return { word: words[t], w: weightShown(w[t]) };
}

const SAID_OF_OPERATION = {
  read: ({ found, t }) => ["translate_said_read", { word: found.words[t], D: found.net.source[0].length }],
  state: ({ found, t }) => [t ? "translate_said_state" : "translate_said_state_one",
    { word: found.words[t], h: `h${lowered(t)}`, n: t + 1 }],
  hand({ found, text }) {
    const H = found.net.decoder.W_h.length;
    const whole = text(found.trace[0].c ? "translate_said_both" : "translate_said_one", { H });
    const [one, all] = found.net.attention ? ["translate_said_hand_look_one", "translate_said_hand_look"]
      : ["translate_said_hand_one", "translate_said_hand"];
    return [found.T === 1 ? one : all, { whole, T: found.T }];
  },
  feed: ({ spec, node, text }) => [node.k ? "translate_said_feed" : "translate_said_feed_start",
    { symbol: symbolShown(spec.chinese[node.read], text) }],
  decode: ({ found, node, k, text }) => ["translate_said_decode",
    { s: `s${lowered(k)}`, written: beginning(found, beforeNode(found, node), text) }],
  look: ({ found, node }) => ["translate_said_look", mostLookedAt(found, node.record.w)],
  mix: () => ["translate_said_mix", {}],
  answer({ spec, found, node, text }) {
    const { log_p } = node.record;
    const best = log_p.indexOf(Math.max(...log_p));
    return ["translate_said_answer", { written: beginning(found, beforeNode(found, node), text),
      symbol: symbolShown(spec.chinese[best], text), p: chance(Math.exp(log_p[best])) }];
  },
  keep({ spec, found, state, node, k, text }) {
    const rows = found.steps[k];
    if (state.width === 1) {
      return ["translate_said_writes", { symbol: symbolShown(spec.chinese[node.symbol], text),
        written: beginning(found, node, text), p: chance(Math.exp(node.log_p)) }];
    }
    const live = k ? found.steps[k - 1].filter(({ ended }) => !ended).length : 1;
    return [live === 1 ? "translate_said_keep_one" : "translate_said_keep",
      { live, V: spec.chinese.length, n: rows.length, list: listed(found, rows, text) }];
  },
};

/** What the sentence says of where the widget stands. */
export function sayTranslating(spec, found, state, text) {
  const { t } = state;
  const done = stepsDone(found, state);
  if (done === found.S) return sayFound(spec, found, state, text);
  const k = t - found.T - 1;
  const node = k < 0 ? null : found.steps[k][0];
  return text(...SAID_OF_OPERATION[operationAt(found, state)]({ spec, found, state, t, k, node, text }));
}

/** What was found in the end, whether it is right, and where the right numeral is if it is not. */
function sayFound({ longest }, found, { number, width }, text) {
  const [best] = found.found;
  const told = { number, written: best.text, p: chance(Math.exp(best.node.log_p)), right: found.right, longest };
  const other = found.found.find((one) => one.right);
  const where = !best.right && width > 1
    ? ` ${text(other ? "translate_said_in_beam" : "translate_said_not_in_beam",
      { p: other && chance(Math.exp(other.node.log_p)) })}` : "";
  if (!best.node.ended) return text("translate_said_endless", told);
  return text(best.right ? "translate_said_right" : "translate_said_wrong", told) + where;
}

const lowered = (t) => String(t).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);

/** What the slider says: where the widget stands, in a few words. */
export function placeSaid(found, { t }, text) {
  const what = t < found.T ? text("translate_reads", { word: found.words[t] })
    : t === found.T ? text("translate_hands") : text("translate_writes", { k: stepIndex(t - found.T - 1) });
  return text("translate_place", { t, last: found.last, what });
}

/** A node's name: its beginning, its probability and how it came about, its place, and whether it is finished. */
export function nodeSaid(found, node, done, text) {
  const [p, before, own] = [node.log_p, node.before, node.log_p - node.before].map((log) => closely(Math.exp(log)));
  const product = node.k ? text("translate_node_product", { p, before, own }) : "";
  const name = text("translate_node", {
    written: beginning(found, node, text), p: chance(Math.exp(node.log_p)), k: node.k, rank: node.r + 1,
    n: found.steps[node.k].length,
  }) + product;
  if (node.ended) return name + text("translate_node_ended");
  return isDropped(found, node, done) ? name + text("translate_node_dropped") : name;
}

/** Is this a beginning that nothing went on from? */
export const isDropped = (found, { k, r, ended }, done) =>
  !ended && k + 1 < done && !found.steps[k + 1].some(({ parent }) => parent === r);
