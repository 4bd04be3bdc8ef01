// What the alignment viewer says in words, and the lines of its table: what each operation of a frame has made.

import { logAdd, waysInto } from "../engine/ctc.js";
import { OPERATIONS, lettersOf, stateAt } from "./state.js";
import { fixed } from "../kit/numbers.js";

const lifted = (n) => String(n).replace(/./g, (sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"["0123456789-".indexOf(sign)]);

/** A number of any size as m × 10ⁿ with two digits. */
function withPower(digits) {
  const [m, n] = digits.toExponential(1).split("e");
  return `${m} × 10${lifted(String(Number(n)))}`;
}

/** A probability from its log: three digits after the point while that says something, else a power of ten. */
export function likely(log) {
  if (log === -Infinity) return "0";
  if (log > Math.log(0.001)) return fixed(Math.exp(log));
  const n = Math.floor(log / Math.LN10);
  const m = (10 ** (log / Math.LN10 - n)).toFixed(1);
  return m === "10.0" ? `1.0 × 10${lifted(n + 1)}` : `${m} × 10${lifted(n)}`;
}

/** A count: digits in threes while they are few, else a power of ten. */
export const counted = (n) =>
  (n < 1e12 ? String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f") : withPower(n));

export const labelName = (spec, label, text) => (label ? spec.letters[label] : text("align_blank"));

/** A text as it is read out: its letters, or a word for none. */
export const textName = (transcript, text) => transcript || text("align_nothing");

/** A state of the text: its letter and which one it is, or where the blank stands. */
export function stateName(spec, { states }, s, text) {
  if (states[s]) return text("align_letter", { letter: spec.letters[states[s]], n: (s + 1) / 2 });
  return s ? text("align_blank_after", { n: s / 2 }) : text("align_blank_first");
}

/** A line of the table: words, or a probability by its log, which is then there with every digit as well. */
function line(phase, key, value, told = {}, kind = "part") {
  const said = typeof value === "number" ? { value: likely(value), exact: Math.exp(value) } : { value, exact: null };
  return { phase, key: `align_row_${key}`, ...said, told, kind };
}

/** The best path at a frame: what was chosen, what merging and dropping make of it. */
function pathLines(spec, { t }, text) {
  const { label, own, before, repeat, written, text: soFar } = spec.path[t];
  const second = Math.max(...spec.logs[t].filter((_, k) => k !== label));
  const next = labelName(spec, spec.logs[t].indexOf(second), text);
  const merged = before === null ? "align_is_first" : repeat ? "align_is_repeat" : "align_is_new";
  const dropped = label === 0 ? "align_is_dropped" : written ? "align_is_written" : "align_is_merged";
  const name = labelName(spec, label, text);
  const told = { before: before === null ? "" : labelName(spec, before, text) };
  return [
    line(0, "chosen", `${name} ${likely(own)}`, {}, "result"),
    line(0, "runner_up", `${next} ${likely(second)}`),
    line(1, "before", text(merged, told), {}, "result"),
    line(2, "keep", text(dropped, told)),
    line(2, "so_far", textName(lettersOf(spec, soFar), text), {}, "result"),
  ];
}

const nothing = -Infinity;

/** Alpha at a frame and a state: the ways in, their sum, times the answer. */
function sumLines(spec, state, found, text) {
  const { t, transcript } = state;
  const { states, alpha, logP } = found;
  const s = stateAt(state, found);
  const name = labelName(spec, states[s], text);
  const end = line(1, "end", t === spec.T - 1 ? logP : text("align_at_end", { t: spec.T - 1 }),
    { text: textName(transcript, text) }, "result");
  const times = [line(1, "times", spec.logs[t][states[s]], { letter: name }),
    line(1, "alpha", alpha[t][s], {}, "result"), end];
  if (t === 0) {
    const start = s < 2 ? 0 : nothing;
    return [line(0, "stay", "–"), line(0, "move", "–"), line(0, "hop", "–"),
      line(0, "start", start, {}, "result"), ...times];
  }
  const { stay, move, hop } = waysInto(states, alpha[t - 1], s);
  const closed = !states[s] || s < 2 ? "align_no_way" : states[s] === states[s - 2] ? "align_equal" : null;
  return [
    line(0, "stay", stay),
    line(0, "move", s ? move : text("align_no_way")),
    line(0, "hop", closed ? text(closed) : hop),
    line(0, "sum", logAdd(logAdd(stay, move), hop), {}, "result"), ...times,
  ];
}

/** How many of all paths pass a state at a frame, and the gradient that follows. */
function shareLines(spec, state, found, text) {
  const { t, transcript } = state;
  const { states, alpha, beta, share, logP } = found;
  const s = stateAt(state, found);
  const name = labelName(spec, states[s], text);
  const all = states.reduce((sum, label, n) => sum + (label === states[s] ? share[t][n] : 0), 0);
  const y = Math.exp(spec.logs[t][states[s]]);
  const said = { letter: name, text: textName(transcript, text) };
  return [
    line(0, "alpha", alpha[t][s]), line(0, "beta", beta[t][s]),
    line(0, "through", alpha[t][s] + beta[t][s], {}, "result"),
    line(1, "whole", logP, said), line(1, "share", Math.log(share[t][s]), {}, "result"),
    line(2, "answer", spec.logs[t][states[s]], said), line(2, "all_shares", Math.log(all), said),
    { ...line(2, "gradient", fixed(y - all), said, "result"), exact: y - all },
  ];
}

const LINES = { path: (spec, state, _, text) => pathLines(spec, state, text), sum: sumLines, share: shareLines };

/** The lines of the table: {phase, key, value, exact, told, kind}. */
export const linesOf = (spec, state, found, text) => LINES[state.view](spec, state, found, text);

/** The frame in a sentence: what the operation did, or, in whole steps, all of them. */
export function sayFrame(spec, state, found, text) {
  const { view, t, phase, inside, transcript } = state;
  const lines = linesOf(spec, state, found, text);
  const value = (key) => lines.find((one) => one.key === `align_row_${key}`)?.value;
  const s = stateAt(state, found);
  if (state.asked) return sayTyped(spec, state, found, text);
  const label = view === "path" ? spec.path[t].label : found.states[s];
  const told = {
    t, letter: labelName(spec, label, text), before: labelName(spec, spec.path[t].before, text), text: textName(transcript, text), state: stateName(spec, found, s, text),
    p: likely(spec.path[t].own), soFar: value("so_far"), sum: value("sum") ?? value("start"), alpha: value("alpha"),
    y: value("times"), share: value("share"), gradient: value("gradient"), whole: likely(found.logP),
  };
  const part = inside ? OPERATIONS[view][phase] : "step";
  const parts = [view === "path" ? `${part}${caseOf(part, spec.path[t])}` : part];
  if (t === spec.T - 1 && (!inside || phase === OPERATIONS[view].length - 1) && view !== "share") parts.push("end");
  const path = spec.path[spec.T - 1];
  const ended = { ...told, path: likely(path.log), said: textName(lettersOf(spec, path.text), text) };
  return parts.map((one) => text(`align_say_${view}_${one}`, ended)).join(" ");
}

/** What the text just asked about is worth: the sum over its paths. */
function sayTyped(spec, { transcript }, { told }, text) {
  const { logP, paths } = told.find((one) => one.text === transcript);
  return text(paths === 1 ? "align_say_typed_one" : "align_say_typed",
    { text: textName(transcript, text), whole: likely(logP), n: counted(paths) });
}

/** Which sentence an operation of the best path takes. */
function caseOf(part, { label, before, repeat }) {
  if (part === "choose") return "";
  if (part === "merge") return before === null ? "_first" : repeat ? "_repeat" : "_new";
  return label === 0 ? "_blank" : repeat ? "_repeat" : "_letter";
}
