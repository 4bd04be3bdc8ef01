// The translation stepper, without a page: what is read and written at a place in time, and what a reader has set.
//
// spec   {networks, titles, english, chinese, longest, isHeldOut, start}
// state  {network, number, width, t, phase, inside, playing, speed, chosen, pointed, refused}
//        t: 0 ... T - 1 the encoder reads, T the state is handed over, then one step a symbol; phase: the operation
//        chosen, pointed: [k, r], a beginning that is looked at, or null

import { pathTo, readSource, searchBeam } from "../engine/translator.js";
import { LARGEST_NUMBER, chineseNumeral, englishWords } from "./numerals.js";
import { halted, standAt, stepwise, within } from "../kit/timeline.js";

export const WIDTHS = [1, 2, 3, 4];

/** All that follows from a number, a network and a width. */
export function translate({ networks, english, chinese, longest }, { network, number, width }) {
  const net = networks[network];
  const words = englishWords(number);
  const trace = readSource(net, words.map((word) => english.indexOf(word)));
  const options = { first: chinese.indexOf("<start>"), end: chinese.indexOf("<end>"), longest, width };
  const { steps, best } = searchBeam(net, trace.map(({ h }) => h), trace[trace.length - 1], options);
  const written = (node) =>
    pathTo(steps, node).map(({ symbol }) => chinese[symbol]).filter((one) => one !== "<end>").join("");
  const right = chineseNumeral(number);
  const found = best.map((node) => ({ node, text: written(node), right: node.ended && written(node) === right }));
  const [T, S] = [words.length, steps.length];
  return { net, words, trace, steps, found, right, written, T, S, last: T + S };
}

/** `translate` that remembers its last answer: the same number is asked about at each step. */
export function remembering(spec) {
  let [asked, answer] = ["", null];
  return (state) => {
    const key = [state.network, state.number, state.width].join();
    if (key !== asked) [asked, answer] = [key, translate(spec, state)];
    return answer;
  };
}

/** The operations of step t. */
export function operationsOf({ T, net }, t) {
  if (t < T) return ["read", "state"];
  if (t === T) return ["hand"];
  return ["feed", "decode", ...(net.attention ? ["look", "mix"] : []), "answer", "keep"];
}

export const operationAt = (found, { t, phase }) => operationsOf(found, t)[phase];

/** The axis of time: so many operations at each step. */
export const sizeOf = (found) =>
  ({ T: found.last + 1, P: Array.from({ length: found.last + 1 }, (_, t) => operationsOf(found, t).length) });

/** The nodes of the tree that stand at this moment: how many steps are done. */
export const stepsDone = (found, { t, phase }) => {
  const k = t - found.T - 1;
  return k < 0 ? 0 : k + (phase === operationsOf(found, t).length - 1 ? 1 : 0);
};

/** The node that is looked at: pointed at, chosen, the best one found at the end, else the best of this step. */
export function lookedAt(found, state) {
  const done = stepsDone(found, state);
  const place = [state.pointed, state.chosen].find((one) => one && one[0] < done);
  if (place) return found.steps[place[0]][place[1]];
  if (done === found.S) return found.found[0].node;
  return state.t > found.T ? found.steps[state.t - found.T - 1][0] : null;
}

/** Step t with all its operations done, if not inside; within what there is. */
const settledAt = (state, found) => standAt(state, state.t, sizeOf(found));

const still = (state) => ({ ...halted(state), chosen: null, pointed: null });

export function startTranslating(spec) {
  const state = { ...spec.start, phase: 0, playing: false, speed: 1, chosen: null, pointed: null, refused: null };
  return settledAt({ ...state, phase: Infinity }, spec.found(state));
}

/** The node a walk leads to: along the tree to the parent or the best child, across to a row of the same step.
 *  An endless walk along the tree goes to the first symbol of the beginning, or on to where it ends. */
function walkedTo(found, state, { from, along, across }) {
  if (Number.isFinite(along)) return neighbour(found, state, from, along, across);
  const next = neighbour(found, state, from, Math.sign(along), 0);
  return next[0] === from[0] ? from : walkedTo(found, state, { from: next, along, across });
}

function neighbour(found, state, [k, r], along, across) {
  if (along < 0) return k ? [k - 1, found.steps[k][r].parent] : [k, r];
  if (along > 0) {
    const child = k + 1 < stepsDone(found, state) ? found.steps[k + 1].find(({ parent }) => parent === r) : null;
    return child ? [child.k, child.r] : [k, r];
  }
  return [k, within(r + across, found.steps[k].length - 1)];
}

/** Another number, network or width: who was at the end stays at the end. */
function altered(state, change, spec) {
  const next = { ...still(state), ...change, refused: null };
  const atEnd = state.t === spec.found(state).last || "number" in change;
  return settledAt(atEnd ? { ...next, t: Infinity, phase: Infinity } : next, spec.found(next));
}

function openedAt(state, { type: _, ...place }, spec) {
  const next = { ...still(state), ...place };
  const known = {
    network: spec.titles.includes(next.network), width: WIDTHS.includes(next.width),
    number: next.number >= 0 && next.number <= LARGEST_NUMBER,
  };
  for (const [key, good] of Object.entries(known)) if (!good) next[key] = state[key];
  return settledAt({ ...next, phase: Infinity }, spec.found(next));
}

const TRANSLATE_MOVES = {
  open: (state, event, _, __, spec) => openedAt(state, event, spec),
  ...stepwise(still),
  go: (state, { t }, size) => standAt({ ...still(state), phase: Infinity }, t, size),
  choose: (state, { node }) => ({ ...state, chosen: node, playing: false }),
  point: (state, { node }) => ({ ...state, pointed: node }),
  walk: (state, event, _, found) => ({ ...state, chosen: walkedTo(found, state, event), pointed: null, playing: false }),
  number: (state, { number }, _, __, spec) => altered(state, { number }, spec),
  network: (state, { network }, _, __, spec) => altered(state, { network }, spec),
  width: (state, { width }, _, __, spec) => altered(state, { width }, spec),
  refuse: (state, { refused }) => ({ ...state, playing: false, refused }),
  forgive: (state) => ({ ...state, refused: null }),
  reset: (state, _, __, ___, spec) => ({ ...startTranslating(spec), speed: state.speed }),
};

/** A new state from an event; the old one is never touched. */
export function moveTranslating(state, event, spec) {
  const found = spec.found(state);
  return TRANSLATE_MOVES[event.type]?.(state, event, sizeOf(found), found, spec) ?? state;
}
