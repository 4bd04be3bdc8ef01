// The unrolled grid, without a page: what a reader has set, and all that follows from it.
//
// state  {t, chosen, covered, reads, where, seed, pointed, playing, speed, inside}
//        t: how many waves are done; chosen, pointed: [row name, step]; covered: steps whose input is zeros
//        reads: one of DIRECTIONS; where: one of DROPOUT, which lies between layers or along time
// given  {network: {layers, readout, p}, rows, xs, T, tokens, output_tokens, start}
// spec   the same, with the dependencies, the masks, and every node's numbers

import { timeline, within } from "../kit/timeline.js";
import { dependencies, rowOf, takesPart } from "./graph.js";
import { changesOf, drawMasks, forward, survivorsOf } from "./numbers.js";

export const DIRECTIONS = ["both", "forward", "backward"];
export const DROPOUT = ["none", "between", "along"];

export const start = (given) => ({ ...given.start, pointed: null, playing: false, speed: 1, inside: false });

const lastWave = ({ reads }, given) => dependencies(given, reads).last;

/** The nearest row in this direction that takes part. */
function nextRow({ reads }, { rows }, r, by) {
  for (let s = r + by; by && s in rows; s += by) if (takesPart(rows[s], reads)) return s;
  return r;
}

function opened(state, { type: _, ...place }, given) {
  const next = { ...state, ...place };
  const there = next.chosen?.length === 2 && rowOf(given, next.chosen[0]) >= 0 && next.chosen[1] in given.xs;
  return { ...next, chosen: there ? next.chosen : state.chosen, t: within(next.t, lastWave(next, given)) };
}

/** Time: how many waves are done. */
const inWaves = {
  place: (state, given) => ({ at: state.t, last: lastWave(state, given) }),
  put: (state, t) => ({ ...state, t }),
};

const moves = {
  open: opened,
  ...timeline(inWaves),
  choose: (state, { node }, given) => (takesPart(given.rows[rowOf(given, node[0])], state.reads)
    ? { ...state, chosen: node } : state),
  walk(state, { from, up, along }, given) {
    const [name, t] = from ?? state.chosen;
    const r = nextRow(state, given, rowOf(given, name), up);
    return { ...state, chosen: [given.rows[r].name, within(t + along, given.T - 1)], pointed: null };
  },
  point: (state, { node }) => ({ ...state, pointed: node }),
  cover: (state, { t }) => ({
    ...state,
    covered: state.covered.includes(t) ? state.covered.filter((s) => s !== t)
      : [...state.covered, t].sort((a, b) => a - b),
  }),
  uncover: (state) => ({ ...state, covered: [] }),
  /** As far as before: all of it if all was computed. A chosen state that no longer takes part gives way. */
  reads(state, { reads }, given) {
    const done = state.t === lastWave(state, given);
    const next = { ...state, reads, pointed: null };
    const chosen = given.rows[rowOf(given, state.chosen[0])];
    const other = given.rows.find((row) => row.layer === chosen.layer && takesPart(row, reads));
    if (!takesPart(chosen, reads)) next.chosen = [other.name, state.chosen[1]];
    const end = lastWave(next, given);
    return { ...next, t: done ? end : within(state.t, end) };
  },
  where: (state, { where }) => ({ ...state, where }),
  draw: (state) => ({ ...state, seed: state.seed + 1 }),
  reset: (_, __, given) => start(given),
};

/** A new state from an event; the old one is never touched. */
export const move = (state, event, given) => moves[event.type]?.(state, event, given) ?? state;

/** Who depends on whom, the masks, and all numbers with and without covered inputs. */
export function derive(state, given) {
  const masks = drawMasks(given, state.seed);
  const uncovered = forward({ ...state, covered: [] }, given, masks);
  const numbers = state.covered.length ? forward(state, given, masks) : uncovered;
  return {
    ...given, ...dependencies(given, state.reads), masks, numbers, uncovered,
    changes: changesOf(numbers, uncovered), survivors: survivorsOf(given, masks),
  };
}
