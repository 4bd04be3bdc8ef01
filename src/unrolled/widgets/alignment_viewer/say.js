// What the alignment viewer says of a frame, in a sentence.

import { linesOf } from "./lines.js";
import { counted, labelName, likely, stateName, textName } from "./names.js";
import { OPERATIONS, lettersOf, stateAt } from "./state.js";

/** What the operation did, or, in whole steps, all of them; of a text just asked about, its probability. */
export function say(state, spec, text) {
  const { view, t, phase, inside } = state;
  if (state.asked) return sayTyped(state, spec, text);
  const part = inside ? OPERATIONS[view][phase] : "step";
  const parts = [view === "path" ? `${part}${caseOf(part, spec.path[t])}` : part];
  if (t === spec.T - 1 && (!inside || phase === OPERATIONS[view].length - 1) && view !== "share") parts.push("end");
  const values = { ...frameValues(state, spec, text), ...pathValues(spec, text) };
  return parts.map((one) => text(`align_say_${view}_${one}`, values)).join(" ");
}

/** Names and numbers of the frame. */
function frameValues(state, spec, text) {
  const { view, t, transcript } = state;
  const lines = linesOf(state, spec, text);
  const value = (key) => lines.find((line) => line.key === `align_row_${key}`)?.value;
  const s = stateAt(state, spec);
  const { label, before, own } = spec.path[t];
  return {
    t, letter: labelName(spec, view === "path" ? label : spec.states[s], text), before: labelName(spec, before, text),
    text: textName(transcript, text), state: stateName(spec, s, text), p: likely(own), soFar: value("so_far"),
    sum: value("sum") ?? value("start"), alpha: value("alpha"), y: value("times"), share: value("share"),
    gradient: value("gradient"), whole: likely(spec.logP),
  };
}

/** The whole best path: its probability and its text. */
function pathValues(spec, text) {
  const { log, text: labels } = spec.path[spec.T - 1];
  return { path: likely(log), said: textName(lettersOf(spec, labels), text) };
}

/** What the text just asked about is worth: the sum over its paths. */
function sayTyped({ transcript }, { compared }, text) {
  const { logP, paths } = compared.find((one) => one.text === transcript);
  return text(paths === 1 ? "align_say_typed_one" : "align_say_typed",
    { text: textName(transcript, text), whole: likely(logP), n: counted(paths) });
}

/** Which sentence an operation of the best path takes. */
function caseOf(part, { label, before, repeat }) {
  if (part === "choose") return "";
  if (part === "merge") return before === null ? "_first" : repeat ? "_repeat" : "_new";
  return label === 0 ? "_blank" : repeat ? "_repeat" : "_letter";
}
