// The unrolled grid, without a page: who depends on whom, what is computed when, and what a reader has set.
//
// spec   {network: {layers, readout, p}, rows, xs, T, start}; rows from the inputs up: {name, kind, layer, lane}
// state  {t, chosen, covered, reads, where, seed, pointed, playing, speed, inside}
//        t: how many waves are done; chosen, pointed: [row name, step]; covered: steps whose input is zeros
//        reads: "both", "forward", "backward"; where: dropout "none", "between" layers, "along" time

import { timeline, within } from "../kit/timeline.js";

export const READS = ["both", "forward", "backward"];
export const PLACES_OF_DROPOUT = ["none", "between", "along"];

/** The number of a node: row by row from the inputs up, each from t = 0. */
export const nodeOf = (r, t, T) => r * T + t;
export const rowOf = (spec, name) => spec.rows.findIndex((row) => row.name === name);

/** Does this row take part if only one direction reads? */
export const takesPart = ({ lane }, reads) => !lane || reads === "both" || reads === lane;

/** The rows an arrow goes up from into row r. */
export function rowsBelow({ rows }, r) {
  const { kind, layer } = rows[r];
  const below = kind === "input" ? null : layer - 1; // the output's layer is one above the last
  return rows.flatMap((row, s) => (kind !== "input" && row.layer === below ? [s] : []));
}

/** All arrows {from, to, up}, each node's own after those of what it reads. */
export function arrowsOf(spec, reads) {
  const { rows, T } = spec;
  const arrows = [];
  rows.forEach((row, r) => {
    if (!takesPart(row, reads)) return;
    const order = Array.from({ length: T }, (_, n) => (row.lane === "backward" ? T - 1 - n : n));
    const below = rowsBelow(spec, r).filter((s) => takesPart(rows[s], reads));
    order.forEach((t, n) => {
      below.forEach((s) => arrows.push({ from: nodeOf(s, t, T), to: nodeOf(r, t, T), up: true }));
      if (row.lane && n > 0) arrows.push({ from: nodeOf(r, order[n - 1], T), to: nodeOf(r, t, T), up: false });
    });
  });
  return arrows;
}

/** For each node: what it depends on, what depends on it, and the wave in which it can be computed at the earliest. */
export function dependencies(spec, reads) {
  const count = spec.rows.length * spec.T;
  const arrows = arrowsOf(spec, reads);
  const before = Array.from({ length: count }, () => new Set());
  const after = Array.from({ length: count }, () => new Set());
  const when = new Array(count).fill(0);
  for (const { from, to, up } of arrows) {
    before[to].add(from);
    for (const node of before[from]) before[to].add(node);
    when[to] = Math.max(when[to], when[from] + (up ? 0 : 1));
  }
  before.forEach((nodes, to) => nodes.forEach((from) => after[from].add(to)));
  return { arrows, before, after, when, last: Math.max(...when) };
}

export function startGrid({ start }) {
  return { ...start, pointed: null, playing: false, speed: 1, inside: false };
}

const lastWave = (spec, state) => dependencies(spec, state.reads).last;

/** The nearest row in this direction that takes part. */
function nextRow(spec, { reads }, r, by) {
  for (let s = r + by; by && s in spec.rows; s += by) if (takesPart(spec.rows[s], reads)) return s;
  return r;
}

function opened(state, event, spec) {
  const next = { ...state, ...Object.fromEntries(["chosen", "covered", "reads", "where", "seed", "t"].map(
    (key) => [key, event[key]])) };
  const there = next.chosen?.length === 2 && rowOf(spec, next.chosen[0]) >= 0 && next.chosen[1] in spec.xs;
  return { ...next, chosen: there ? next.chosen : state.chosen, t: within(next.t, lastWave(spec, next)) };
}

/** Time: how many waves are done. */
const inWaves = {
  place: (state, spec) => ({ at: state.t, last: lastWave(spec, state) }),
  put: (state, t) => ({ ...state, t }),
};

const MOVES = {
  open: opened,
  ...timeline(inWaves),
  choose: (state, { node }, spec) => (takesPart(spec.rows[rowOf(spec, node[0])], state.reads)
    ? { ...state, chosen: node } : state),
  walk(state, { from, up, along }, spec) {
    const [name, t] = from ?? state.chosen;
    const r = nextRow(spec, state, rowOf(spec, name), up);
    return { ...state, chosen: [spec.rows[r].name, within(t + along, spec.T - 1)], pointed: null };
  },
  point: (state, { node }) => ({ ...state, pointed: node }),
  cover: (state, { t }) => ({
    ...state,
    covered: state.covered.includes(t) ? state.covered.filter((s) => s !== t)
      : [...state.covered, t].sort((a, b) => a - b),
  }),
  uncover: (state) => ({ ...state, covered: [] }),
  /** As far as before: all of it if all was computed. A chosen state that no longer takes part gives way. */
  reads(state, { reads }, spec) {
    const done = state.t === lastWave(spec, state);
    const next = { ...state, reads, pointed: null };
    const chosen = spec.rows[rowOf(spec, state.chosen[0])];
    const other = spec.rows.find((row) => row.layer === chosen.layer && takesPart(row, reads));
    if (!takesPart(chosen, reads)) next.chosen = [other.name, state.chosen[1]];
    const end = lastWave(spec, next);
    return { ...next, t: done ? end : within(state.t, end) };
  },
  where: (state, { where }) => ({ ...state, where }),
  draw: (state) => ({ ...state, seed: state.seed + 1 }),
  reset: (_, __, spec) => startGrid(spec),
};

/** A new state from an event; the old one is never touched. */
export const moveGrid = (state, event, spec) => MOVES[event.type]?.(state, event, spec) ?? state;
