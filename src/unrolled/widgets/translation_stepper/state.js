// The translation stepper, without a page: what is read and written at a place in time, and what a reader has set.
//
// state  {network, number, width, t, phase, inside, playing, speed, chosen, pointed, refused}
//        t: 0 ... T - 1 the encoder reads, T the state is handed over, then one step a symbol; phase: the operation
//        chosen, pointed: [k, r], a beginning that is looked at, or null
// given  {networks, titles, english, chinese, longest, isHeldOut, start}   networks: by title
// spec   the same, with the network, the words, the encoder's trace and the decoder's tree, as `translate` explains

import { pathTo, readSource, searchBeam } from "../engine/translator.js";
import { range } from "../kit/numbers.js";
import { unpacked } from "../kit/packing.js";
import { halted, standAt, stepwise, within } from "../kit/timeline.js";
import { LARGEST_NUMBER, amongBits, chineseNumeral, englishWords } from "./numerals.js";

export const WIDTHS = [1, 2, 3, 4];

/** What Python handed over, with its networks as lists and the numbers held out as a question, if it told them. */
export function prepare({ networks, vocabularies, held_out, ...given }) {
  const lists = Object.entries(networks).map(([title, net]) => [title, unpacked(net)]);
  return {
    ...given, ...vocabularies, networks: Object.fromEntries(lists),
    isHeldOut: held_out === null ? null : amongBits(held_out),
  };
}

/**
 * All that follows from a number, a network and a width: {net, words, trace, steps, sequences, right, written, T, S,
 * last}. sequences: those found, best first, {node, text, right}; right: the right numeral; written(node): the symbols
 * up to a node; T words, S symbols, last: the last place in time.
 */
export function translate({ network, number, width }, { networks, english, chinese, longest }) {
  const net = networks[network];
  const words = englishWords(number);
  const trace = readSource(net, words.map((word) => english.indexOf(word)));
  const options = { first: chinese.indexOf("<start>"), end: chinese.indexOf("<end>"), longest, width };
  const { steps, best } = searchBeam(net, trace.map(({ h }) => h), trace[trace.length - 1], options);
  const written = (node) =>
    pathTo(steps, node).map(({ symbol }) => chinese[symbol]).filter((symbol) => symbol !== "<end>").join("");
  const right = chineseNumeral(number);
  const sequences = best.map((node) => ({ node, text: written(node), right: node.ended && written(node) === right }));
  const [T, S] = [words.length, steps.length];
  return { net, words, trace, steps, sequences, right, written, T, S, last: T + S };
}

const latest = new WeakMap(); // given -> {asked, spec}: a search takes long, and each move asks for the same one

/** The translation of the state's number. */
export function derive(state, given) {
  const asked = [state.network, state.number, state.width].join();
  if (latest.get(given)?.asked !== asked) latest.set(given, { asked, spec: { ...given, ...translate(state, given) } });
  return latest.get(given).spec;
}

/** The operations of step t. */
export function operationsOf({ T, net }, t) {
  if (t < T) return ["read", "state"];
  if (t === T) return ["hand"];
  return ["feed", "decode", ...(net.attention ? ["look", "mix"] : []), "answer", "keep"];
}

export const operationAt = ({ t, phase }, spec) => operationsOf(spec, t)[phase];

/** The axis of time: so many operations at each step. */
export const sizeOf = (spec) =>
  ({ T: spec.last + 1, P: range(spec.last + 1).map((t) => operationsOf(spec, t).length) });

/** The steps of the tree that stand at this moment: how many of them are done. */
export function stepsDone({ t, phase }, spec) {
  const k = t - spec.T - 1;
  return k < 0 ? 0 : k + (phase === operationsOf(spec, t).length - 1 ? 1 : 0);
}

/** The node that is looked at: pointed at, chosen, the best one found at the end, else the best of this step. */
export function nodeAt(state, spec) {
  const done = stepsDone(state, spec);
  const place = [state.pointed, state.chosen].find((one) => one && one[0] < done);
  if (place) return spec.steps[place[0]][place[1]];
  if (done === spec.S) return spec.sequences[0].node;
  return state.t > spec.T ? spec.steps[state.t - spec.T - 1][0] : null;
}

/** Step t with all its operations done, if not inside; within what there is. */
const settled = (state, given) => standAt(state, state.t, sizeOf(derive(state, given)));

const still = (state) => ({ ...halted(state), chosen: null, pointed: null });

export function start(given) {
  const state = { ...given.start, playing: false, speed: 1, chosen: null, pointed: null, refused: null };
  return settled({ ...state, phase: Infinity }, given);
}

/** The node a walk leads to: along the tree to the parent or the best child, across to a row of the same step.
 *  An endless walk along the tree goes to the first symbol of the beginning, or on to where it ends. */
function walked(state, { from, along, across }, spec) {
  if (Number.isFinite(along)) return neighbour(state, from, along, across, spec);
  const next = neighbour(state, from, Math.sign(along), 0, spec);
  return next[0] === from[0] ? from : walked(state, { from: next, along, across }, spec);
}

function neighbour(state, [k, r], along, across, spec) {
  if (along < 0) return k ? [k - 1, spec.steps[k][r].parent] : [k, r];
  if (along > 0) {
    const child = k + 1 < stepsDone(state, spec) ? spec.steps[k + 1].find(({ parent }) => parent === r) : null;
    return child ? [child.k, child.r] : [k, r];
  }
  return [k, within(r + across, spec.steps[k].length - 1)];
}

/** Another number, network or width: who was at the end stays at the end. */
function altered(state, change, given) {
  const next = { ...still(state), ...change, refused: null };
  const atEnd = state.t === derive(state, given).last || "number" in change;
  return settled(atEnd ? { ...next, t: Infinity, phase: Infinity } : next, given);
}

function opened(state, { type: _, ...place }, given) {
  const next = { ...still(state), ...place };
  const known = {
    network: given.titles.includes(next.network), width: WIDTHS.includes(next.width),
    number: next.number >= 0 && next.number <= LARGEST_NUMBER,
  };
  for (const [key, good] of Object.entries(known)) if (!good) next[key] = state[key];
  return settled({ ...next, phase: Infinity }, given);
}

const moves = {
  ...stepwise(still),
  open: (state, event, _, __, given) => opened(state, event, given),
  go: (state, { t }, size) => standAt({ ...still(state), phase: Infinity }, t, size),
  choose: (state, { node }) => ({ ...halted(state), chosen: node }),
  point: (state, { node }) => ({ ...state, pointed: node }),
  walk: (state, event, _, spec) => ({ ...halted(state), chosen: walked(state, event, spec), pointed: null }),
  number: (state, { number }, _, __, given) => altered(state, { number }, given),
  network: (state, { network }, _, __, given) => altered(state, { network }, given),
  width: (state, { width }, _, __, given) => altered(state, { width }, given),
  refuse: (state, { refused }) => ({ ...halted(state), refused }),
  forgive: (state) => ({ ...state, refused: null }),
  reset: (state, _, __, ___, given) => ({ ...start(given), speed: state.speed }),
};

/** A new state from an event; the old one is never touched. */
export function move(state, event, given) {
  const spec = derive(state, given);
  return moves[event.type]?.(state, event, sizeOf(spec), spec, given) ?? state;
}
