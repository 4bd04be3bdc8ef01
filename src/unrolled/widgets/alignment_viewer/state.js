// The alignment viewer, without a page: what a reader has set, and what follows from it.
//
// spec   {signal, logs, letters, T, path, start}   letters[0] names the blank
// state  {t, phase, inside, view, transcript, texts, draft, asked, chosen, refused, playing, pace, speed}
//        view: "path" (the best one), "sum" (over all beginnings), "share" (of all paths); phase: the operation in it
//        transcript: the text looked at; texts: those compared, the last one a draft while it is being typed
//        asked: a text was typed or picked last, so the sentence tells its probability
//        chosen: a state of the text, or null: the one most paths are in
//        pace: what the reader has set, speed: the clock's; most frames are blanks, so whole frames go by faster

import { alignText, bestPath, countPaths, normalised, shortest } from "../engine/ctc.js";
import { halted, standAt, stepwise, within } from "../kit/timeline.js";

export const OPERATIONS = {
  path: ["choose", "merge", "drop"], sum: ["add", "multiply"], share: ["join", "divide", "subtract"],
};
export const LOOKS = Object.keys(OPERATIONS);
export const MOST_LETTERS = 8;
const MOST_TEXTS = 6;
const QUICKER = 4;
// The moves that ask about a text, and those that leave the answer standing.
const [ASKING, LEAVING] = [["type", "pick"], ["keep", "refuse", "speed"]];
const SHARED_ALIGNMENT = ["t", "phase", "inside", "view", "transcript", "chosen"];


/** What Python handed over, and what follows from it once and for all. */
export function alignmentSpec({ signal, logprobs, letters, texts, start }) {
  const logs = logprobs.map(normalised);
  return { signal, logs, letters, T: logs.length, path: bestPath(logs), texts, start };
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

/** Normal form: a phase and a state that are there. */
function settled(state, spec) {
  const L = 2 * [...state.transcript].length + 1;
  const chosen = state.chosen === null ? null : within(state.chosen, L - 1);
  const speed = state.pace * (state.inside ? 1 : QUICKER);
  return { ...standAt(state, state.t, sizeOf(state, spec)), chosen, speed };
}

export function startAlignment(spec) {
  const state = { ...spec.start, texts: spec.texts, draft: false, asked: false, refused: null, playing: false, pace: 1 };
  return settled(state, spec);
}

/** What inSteps needs: frames as steps, the view's operations. */
export const sizeOf = ({ view }, { T }) => ({ T, P: OPERATIONS[view].length });

/** Another text to look at. A draft gives way to it; so does the oldest of those typed if there are too many. */
function retold(state, transcript, draft, spec) {
  const texts = state.draft ? state.texts.slice(0, -1) : [...state.texts];
  const known = texts.includes(transcript);
  if (!known) texts.push(transcript);
  if (texts.length > MOST_TEXTS) texts.splice(spec.texts.length, 1);
  const chosen = transcript === state.transcript ? state.chosen : null;
  return { ...halted(state), transcript, texts, draft: draft && !known, chosen, refused: null };
}

const ALIGNMENT_MOVES = {
  ...stepwise(),
  speed: (state, { speed }) => ({ ...state, pace: speed }),
  view: (state, { view }) => ({ ...halted(state), view, phase: state.inside ? 0 : state.phase }),
  /** A frame is pointed at, and with it perhaps a state. */
  go: (state, { t, chosen = state.chosen }) => ({ ...halted(state), t, chosen }),
  choose: (state, { chosen }) => ({ ...state, chosen: state.chosen === chosen ? null : chosen }),
  type: (state, { transcript }, _, spec) => retold(state, transcript, true, spec),
  pick: (state, { transcript }, _, spec) => retold({ ...state, draft: false }, transcript, false, spec),
  keep: (state) => ({ ...state, draft: false, refused: null }),
  refuse: (state, { refused }) => ({ ...halted(state), refused }),
  open(state, event, _, spec) {
    const place = Object.fromEntries(SHARED_ALIGNMENT.map((key) => [key, event[key]]));
    const { transcript } = readTranscript(spec, place.transcript);
    const view = LOOKS.includes(place.view) ? place.view : state.view;
    const next = transcript === undefined ? state : retold(state, transcript, true, spec); // typed in another view
    return { ...next, ...place, view, transcript: next.transcript };
  },
  reset: ({ pace }, _, __, spec) => ({ ...startAlignment(spec), pace }),
};

/** A new state from an event; the old one is never touched. */
export function moveAlignment(state, event, spec) {
  const move = ALIGNMENT_MOVES[event.type];
  if (!move) return state;
  const asked = ASKING.includes(event.type) || (state.asked && LEAVING.includes(event.type));
  return settled({ ...move(state, event, sizeOf(state, spec), spec), asked }, spec);
}

/** What follows from the texts: the alignment of the one looked at, and what each has, as [{text, logP, paths}]. */
export function deriveAlignment(spec, { transcript, texts }) {
  const alignments = new Map(texts.map((text) => [text, alignText(spec.logs, readTranscript(spec, text).labels)]));
  const told = texts.map((text) => {
    const { logP, labels } = alignments.get(text);
    return { text, logP, paths: countPaths(spec.T, labels) };
  });
  return { ...alignments.get(transcript), told };
}

/** The state of the text that is looked at: the one chosen, or the one most paths are in at this frame. */
export function stateAt({ chosen, view, t }, { alpha, share }) {
  if (chosen !== null) return chosen;
  const row = view === "share" ? share[t] : alpha[t];
  return row.indexOf(Math.max(...row));
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
