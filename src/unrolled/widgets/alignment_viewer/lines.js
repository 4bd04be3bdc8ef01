// The lines of the alignment viewer's table: what each operation of a frame has made.

import { logAdd, waysInto } from "../engine/ctc.js";
import { fixed } from "../kit/numbers.js";
import { labelName, likely, textName } from "./names.js";
import { lettersOf, stateAt } from "./state.js";

/** A line of the table: words, or a probability by its log, which is then there with every digit as well. */
function line(phase, key, content, values = {}, kind = "part") {
  const shown = typeof content === "number" ? { value: likely(content), exact: Math.exp(content) }
    : { value: content, exact: null };
  return { phase, key: `align_row_${key}`, ...shown, values, kind };
}
const result = (phase, key, content, values) => line(phase, key, content, values, "result");

/** The best path at a frame: what was chosen, what merging and dropping make of it. */
function pathLines({ t }, spec, text) {
  const { label, own, before, repeat, written, text: soFar } = spec.path[t];
  const second = Math.max(...spec.logs[t].filter((_, k) => k !== label));
  const next = labelName(spec, spec.logs[t].indexOf(second), text);
  const merged = before === null ? "align_is_first" : repeat ? "align_is_repeat" : "align_is_new";
  const dropped = label === 0 ? "align_is_dropped" : written ? "align_is_written" : "align_is_merged";
  const values = { before: before === null ? "" : labelName(spec, before, text) };
  return [
    result(0, "chosen", `${labelName(spec, label, text)} ${likely(own)}`),
    line(0, "runner_up", `${next} ${likely(second)}`),
    result(1, "before", text(merged, values)),
    line(2, "keep", text(dropped, values)),
    result(2, "so_far", textName(lettersOf(spec, soFar), text)),
  ];
}

/** The ways into a state of the text at a frame, and their sum. */
function waysLines({ t }, { states, alpha }, s, text) {
  if (t === 0) {
    const closed = ["stay", "move", "hop"].map((key) => line(0, key, "–"));
    return [...closed, result(0, "start", s < 2 ? 0 : -Infinity)];
  }
  const { stay, move, hop } = waysInto(states, alpha[t - 1], s);
  const closed = !states[s] || s < 2 ? "align_no_way" : states[s] === states[s - 2] ? "align_equal" : null;
  return [
    line(0, "stay", stay),
    line(0, "move", s ? move : text("align_no_way")),
    line(0, "hop", closed ? text(closed) : hop),
    result(0, "sum", logAdd(logAdd(stay, move), hop)),
  ];
}

/** Alpha at a frame and a state: the ways in, their sum, times the answer. */
function sumLines(state, spec, text) {
  const { t, transcript } = state;
  const { states, alpha, logs, logP, T } = spec;
  const s = stateAt(state, spec);
  return [
    ...waysLines(state, spec, s, text),
    line(1, "times", logs[t][states[s]], { letter: labelName(spec, states[s], text) }),
    result(1, "alpha", alpha[t][s]),
    result(1, "end", t === T - 1 ? logP : text("align_at_end", { t: T - 1 }), { text: textName(transcript, text) }),
  ];
}

/** How many of all paths pass a state at a frame, and the gradient that follows. */
function shareLines(state, spec, text) {
  const { t, transcript } = state;
  const { states, alpha, beta, share, logs, logP } = spec;
  const s = stateAt(state, spec);
  const all = states.reduce((sum, label, n) => sum + (label === states[s] ? share[t][n] : 0), 0);
  const gradient = Math.exp(logs[t][states[s]]) - all;
  const values = { letter: labelName(spec, states[s], text), text: textName(transcript, text) };
  return [
    line(0, "alpha", alpha[t][s]), line(0, "beta", beta[t][s]),
    result(0, "through", alpha[t][s] + beta[t][s]),
    line(1, "whole", logP, values), result(1, "share", Math.log(share[t][s])),
    line(2, "answer", logs[t][states[s]], values), line(2, "all_shares", Math.log(all), values),
    { ...result(2, "gradient", fixed(gradient), values), exact: gradient },
  ];
}

const LINES = { path: pathLines, sum: sumLines, share: shareLines };

/** The lines of the table: {phase, key, value, exact, values, kind}; text(key, values) names a line. */
export const linesOf = (state, spec, text) => LINES[state.view](state, spec, text);
