// The memory race, without a page: what a reader has set, and how the networks stand.
//
// state  {gap, at, view, shown, playing, speed}   at: training steps made; view: one of VIEWS; shown: names
// given  {networks, gaps, steps, chance, accuracy, parameters, examples, shown, start}
//        accuracy[network][gap][seed][checkpoint]
// spec   what is drawn of each network by its name: {xs, seeds, standings, now}

import { timeline, within } from "../kit/timeline.js";

export const VIEWS = ["time", "gap"];
export const SOLVED = 0.95;
export const QUICK = 6; // a race, not a lesson: so many checkpoints in the time of one step of another widget

const nearest = (values, wanted) =>
  values.reduce((best, value) => (Math.abs(value - wanted) < Math.abs(best - wanted) ? value : best));

export const gapIndex = ({ gap }, { gaps }) => gaps.indexOf(gap);
export const checkpointIndex = ({ at }, { steps }) => steps.indexOf(at);

export const start = (given) => ({ ...given.start, shown: given.shown, playing: false, speed: QUICK });

/** Time: the checkpoints. */
export const inCheckpoints = {
  place: (state, given) => ({ at: checkpointIndex(state, given), last: given.steps.length - 1 }),
  put: (state, k, { steps }) => ({ ...state, at: steps[k] }),
};

const moves = {
  ...timeline(inCheckpoints),
  gap: (state, { to }, { gaps }) => ({ ...state, gap: gaps[within(to, gaps.length - 1)] }),
  operation: (state, { by }, given) => moves.gap(state, { to: gapIndex(state, given) + by }, given),
  view: (state, { view }) => ({ ...state, view }),
  speed: (state, { speed }) => ({ ...state, speed: speed * QUICK }),
  toggle: (state, { name }, { networks }) =>
    ({ ...state, shown: networks.filter((one) => (one === name) !== state.shown.includes(one)) }),
  open: (state, { gap, at, view }, { gaps, steps }) =>
    ({ ...state, gap: nearest(gaps, gap), at: nearest(steps, at), view: view === "gap" ? "gap" : "time" }),
  reset: (state, _, given) => ({ ...start(given), speed: state.speed }),
};

/** A new state from an event; the old one is never touched. */
export const move = (state, event, given) => moves[event.type]?.(state, event, given) ?? state;

/** The middle of some numbers in order. */
export function median(sorted) {
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The seeds of one network at the gap and the checkpoint of these indices, worst to best, and how many are solved. */
export function standing({ accuracy }, network, gap, checkpoint) {
  const seeds = accuracy[network][gap].map((seed) => seed[checkpoint]).sort((one, other) => one - other);
  const solved = seeds.filter((right) => right >= SOLVED).length;
  return { seeds, low: seeds[0], median: median(seeds), high: seeds[seeds.length - 1], solved };
}

/**
 * What is drawn: at each x from 0 to 1 how each network stands, and each of its seeds, seed by seed. Over time: at the
 * gap, up to the cursor, x as the root of the steps, since most happens early. By gap: at the cursor's checkpoint.
 */
export function derive(state, given) {
  const { networks, gaps, steps, accuracy } = given;
  const [gap, checkpoint] = [gapIndex(state, given), checkpointIndex(state, given)];
  const places = state.view === "gap"
    ? gaps.map((_, g) => ({ x: gapShare(given, g), g, k: checkpoint }))
    : steps.slice(0, checkpoint + 1).map((step, k) => ({ x: stepShare(given, step), g: gap, k }));
  return Object.fromEntries(networks.map((network) => [network, {
    xs: places.map(({ x }) => x),
    seeds: accuracy[network][gap].map((_, n) => places.map(({ g, k }) => accuracy[network][g][n][k])),
    standings: places.map(({ g, k }) => standing(given, network, g, k)),
    now: standing(given, network, gap, checkpoint),
  }]));
}

/** Where a number of training steps stands on the axis, 0 to 1; and the checkpoint that stands nearest to a place. */
export const stepShare = ({ steps }, step) => Math.sqrt(step / steps[steps.length - 1]);
export const checkpointNear = ({ steps }, x) => steps.indexOf(nearest(steps, within(x, 1) ** 2 * steps.at(-1)));

/** Where the gap of an index stands on the axis, 0 to 1. */
export const gapShare = ({ gaps }, g) => (gaps.length > 1 ? g / (gaps.length - 1) : 0.5);
