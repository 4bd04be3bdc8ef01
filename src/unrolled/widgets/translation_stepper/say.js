// What the translation stepper says in words: what has been read, handed over, looked at, written and found.

import { below } from "../kit/formula.js";
import { argmax, stepIndex } from "../kit/numbers.js";
import { beginning, chance, parentOf, symbolShown, weightShown } from "./names.js";
import { operationAt, stepsDone } from "./state.js";

/** "三千 .98, 千三 .01": nodes with their probabilities. */
const listed = (spec, nodes, text) => nodes.map((node) =>
  `${beginning(spec, node, text)}${node.ended ? ` ${text("translate_closed")}` : ""} ${chance(Math.exp(node.log_p))}`
).join(text("translate_and"));

/** The word that gets most weight, and how much. */
function mostWeighed({ words }, w) {
  const t = argmax(w);
  return { word: words[t], w: weightShown(w[t]) };
}

/** The sentence of each operation: its name and its values. */
const SENTENCES = {
  read: ({ spec, t }) => ["translate_said_read", { word: spec.words[t], D: spec.net.source[0].length }],
  state: ({ spec, t }) => [t ? "translate_said_state" : "translate_said_state_one",
    { word: spec.words[t], h: `h${below(t)}`, n: t + 1 }],
  hand({ spec, text }) {
    const H = spec.net.decoder.W_h.length;
    const whole = text(spec.trace[0].c ? "translate_said_both" : "translate_said_one", { H });
    const [one, all] = spec.net.attention ? ["translate_said_hand_look_one", "translate_said_hand_look"]
      : ["translate_said_hand_one", "translate_said_hand"];
    return [spec.T === 1 ? one : all, { whole, T: spec.T }];
  },
  feed: ({ spec, node, text }) => [node.k ? "translate_said_feed" : "translate_said_feed_start",
    { symbol: symbolShown(spec, node.read, text) }],
  decode: ({ spec, node, text }) => ["translate_said_decode",
    { s: `s${below(node.k)}`, written: beginning(spec, parentOf(spec, node), text) }],
  look: ({ spec, node }) => ["translate_said_look", mostWeighed(spec, node.record.w)],
  mix: () => ["translate_said_mix", {}],
  answer({ spec, node, text }) {
    const { log_p } = node.record;
    const best = argmax(log_p);
    return ["translate_said_answer", { written: beginning(spec, parentOf(spec, node), text),
      symbol: symbolShown(spec, best, text), p: chance(Math.exp(log_p[best])) }];
  },
  keep({ spec, width, node, text }) {
    if (width === 1) {
      return ["translate_said_writes", { symbol: symbolShown(spec, node.symbol, text),
        written: beginning(spec, node, text), p: chance(Math.exp(node.log_p)) }];
    }
    const rows = spec.steps[node.k];
    const live = node.k ? spec.steps[node.k - 1].filter(({ ended }) => !ended).length : 1;
    return [live === 1 ? "translate_said_keep_one" : "translate_said_keep",
      { live, V: spec.chinese.length, n: rows.length, list: listed(spec, rows, text) }];
  },
};

/** What the operation did, or in the end, what was found. */
export function say(state, spec, text) {
  const { t, width } = state;
  if (stepsDone(state, spec) === spec.S) return sayEnd(state, spec, text);
  const node = t > spec.T ? spec.steps[t - spec.T - 1][0] : null;
  return text(...SENTENCES[operationAt(state, spec)]({ spec, t, width, node, text }));
}

/** What was found in the end, whether it is right, and where the right numeral is if it is not. */
function sayEnd({ number, width }, { sequences, right, longest }, text) {
  const [best] = sequences;
  const values = { number, written: best.text, p: chance(Math.exp(best.node.log_p)), right, longest };
  const other = sequences.find((sequence) => sequence.right);
  const where = !best.right && width > 1
    ? ` ${text(other ? "translate_said_in_beam" : "translate_said_not_in_beam",
      { p: other && chance(Math.exp(other.node.log_p)) })}` : "";
  if (!best.node.ended) return text("translate_said_endless", values);
  return text(best.right ? "translate_said_right" : "translate_said_wrong", values) + where;
}

/** What the slider says: where the widget stands, in a few words. */
export function sayPlace({ t }, { T, words, last }, text) {
  const what = t < T ? text("translate_reads", { word: words[t] })
    : t === T ? text("translate_hands") : text("translate_writes", { k: stepIndex(t - T - 1) });
  return text("translate_place", { t, last, what });
}
