// The alignment viewer, without a page: what a reader has set, and what follows from it.
//
// state  {t, phase, inside, view, transcript, texts, draft, asked, chosen, refused, playing, pace, speed}
//        view: "path" (the best one), "sum" (over all beginnings), "share" (of all paths); phase: the operation in it
//        transcript: the text looked at; texts: those compared, the last one a draft while it is being typed
//        asked: a text was typed or picked last, so the sentence tells its probability
//        chosen: a state of the text, or null: the one most paths are in
//        pace: what the reader has set, speed: the clock's; most frames are blanks, so whole frames go by faster
// given  {signal, letters, texts, start, T, logs, path}   letters[0] names the blank
// spec   the same, with the alignment of the text looked at: {labels, states, alpha, beta, share, logP}; and
//        compared: what each text has, {text, logP, paths}

import { alignText, bestPath, countPaths, normalised, shortest } from "../engine/ctc.js";
import { argmax } from "../kit/numbers.js";
import { halted, standAt, stepwise, within } from "../kit/timeline.js";

export const OPERATIONS = {
  path: ["choose", "merge", "drop"], sum: ["add", "multiply"], share: ["join", "divide", "subtract"],
};
export const VIEWS = Object.keys(OPERATIONS);
const MOST_LETTERS = 8;
const MOST_TEXTS = 6;
const QUICKER = 4;
// The events that ask about a text, and those that leave the answer standing.
const [ASKING, LEAVING] = [["type", "pick"], ["keep", "refuse", "speed"]];

/** What Python handed over, with the probabilities' logs summing to 1, and the best path. */
export function prepare(given) {
  const logs = given.logprobs.map(normalised);
  return { ...given, logs, T: logs.length, path: bestPath(logs) };
}

export const lettersOf = ({ letters }, labels) => labels.map((label) => letters[label]).join("");

/** A text as labels, or why it is none. Small letters count as capitals, and capitals as small ones, if need be. */
export function readTranscript({ letters, T }, typed) {
  const known = (letter) =>
    [letter, letter.toUpperCase(), letter.toLowerCase()].find((one) => letters.indexOf(one) > 0);
  const signs = [...typed.trim()];
  const wrong = signs.find((letter) => !known(letter));
  if (wrong !== undefined) return { reason: "letter", wrong };
  if (signs.length > MOST_LETTERS) return { reason: "long", wrong: String(signs.length) };
  const labels = signs.map((letter) => letters.indexOf(known(letter)));
  if (shortest(labels) > T) return { reason: "frames", wrong: String(shortest(labels)) };
  return { labels, transcript: lettersOf({ letters }, labels) };
}

/** What inSteps needs: frames as steps, the view's operations. */
export const sizeOf = ({ view }, { T }) => ({ T, P: OPERATIONS[view].length });

/** Normal form: a phase and a state that are there. */
function settled(state, given) {
  const L = 2 * [...state.transcript].length + 1;
  const chosen = state.chosen === null ? null : within(state.chosen, L - 1);
  const speed = state.pace * (state.inside ? 1 : QUICKER);
  return { ...standAt(state, state.t, sizeOf(state, given)), chosen, speed };
}

export function start(given) {
  const { texts } = given;
  return settled(
    { ...given.start, texts, draft: false, asked: false, refused: null, playing: false, pace: 1 }, given,
  );
}

/** Another text to look at. A draft gives way to it; so does the oldest of those typed if there are too many. */
function lookingAt(state, transcript, draft, given) {
  const texts = state.draft ? state.texts.slice(0, -1) : [...state.texts];
  const known = texts.includes(transcript);
  if (!known) texts.push(transcript);
  if (texts.length > MOST_TEXTS) texts.splice(given.texts.length, 1);
  const chosen = transcript === state.transcript ? state.chosen : null;
  return { ...halted(state), transcript, texts, draft: draft && !known, chosen, refused: null };
}

/** Set from outside. A text that is typed in another view of this widget is a draft here, too. */
function opened(state, { type: _, ...place }, given) {
  const { transcript } = readTranscript(given, place.transcript);
  const view = VIEWS.includes(place.view) ? place.view : state.view;
  const next = transcript === undefined ? state : lookingAt(state, transcript, true, given);
  return { ...next, ...place, view, transcript: next.transcript };
}

const moves = {
  ...stepwise(),
  speed: (state, { speed }) => ({ ...state, pace: speed }),
  view: (state, { view }) => ({ ...halted(state), view, phase: state.inside ? 0 : state.phase }),
  /** A frame is pointed at, and with it perhaps a state. */
  go: (state, { t, chosen = state.chosen }) => ({ ...halted(state), t, chosen }),
  choose: (state, { chosen }) => ({ ...state, chosen: state.chosen === chosen ? null : chosen }),
  type: (state, { transcript }, _, given) => lookingAt(state, transcript, true, given),
  pick: (state, { transcript }, _, given) => lookingAt({ ...state, draft: false }, transcript, false, given),
  keep: (state) => ({ ...state, draft: false, refused: null }),
  refuse: (state, { refused }) => ({ ...halted(state), refused }),
  open: (state, event, _, given) => opened(state, event, given),
  reset: ({ pace }, _, __, given) => ({ ...start(given), pace }),
};

/** A new state from an event; the old one is never touched. */
export function move(state, event, given) {
  const make = moves[event.type];
  if (!make) return state;
  const asked = ASKING.includes(event.type) || (state.asked && LEAVING.includes(event.type));
  return settled({ ...make(state, event, sizeOf(state, given), given), asked }, given);
}

/** The alignment of the text looked at, and the probability and the number of paths of each text. */
export function derive({ transcript, texts }, given) {
  const alignments = texts.map((text) => ({ text, ...alignText(given.logs, readTranscript(given, text).labels) }));
  const compared = alignments.map(({ text, logP, labels }) => ({ text, logP, paths: countPaths(given.T, labels) }));
  const { text: _, ...alignment } = alignments.find(({ text }) => text === transcript);
  return { ...given, ...alignment, compared };
}

/** The state of the text that is looked at: the one chosen, or the one most paths are in at this frame. */
export function stateAt({ chosen, view, t }, { alpha, share }) {
  return chosen ?? argmax(view === "share" ? share[t] : alpha[t]);
}

/** Each frame's beginnings as shares of all beginnings of the text there: what the lattice shows of alpha. */
export function shareOfBeginnings(alpha) {
  return alpha.map((row) => {
    const top = Math.max(...row);
    const parts = row.map((log) => (top === -Infinity ? 0 : Math.exp(log - top)));
    const all = parts.reduce((sum, part) => sum + part, 0);
    return parts.map((part) => (all ? part / all : 0));
  });
}
