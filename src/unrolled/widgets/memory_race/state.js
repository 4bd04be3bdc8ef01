// The memory race, without a page: what a reader has set, and how the networks stand.
//
// state  {gap, at, view, shown, playing, speed}   at: training steps made; view: "time" or "gap"; shown: names
// spec   {networks, gaps, steps, chance, accuracy, examples, start}   accuracy[network][gap][seed][checkpoint]

import { timeline, within } from "../kit/timeline.js";

export const SOLVED = 0.95;
export const QUICK = 6; // a race, not a lesson: so many checkpoints in the time of one step of another widget

const nearest = (values, wanted) =>
  values.reduce((best, value) => (Math.abs(value - wanted) < Math.abs(best - wanted) ? value : best));

export const gapIn = ({ gaps }, { gap }) => gaps.indexOf(gap);
export const checkIn = ({ steps }, { at }) => steps.indexOf(at);

export function startRace({ start }) {
  return { gap: start.gap, at: start.at, view: start.view, shown: start.shown, playing: false, speed: QUICK };
}

/** Time: the checkpoints. */
const atChecks = {
  place: (state, spec) => ({ at: checkIn(spec, state), last: spec.steps.length - 1 }),
  put: (state, k, { steps }) => ({ ...state, at: steps[k] }),
};

const MOVES = {
  ...timeline(atChecks),
  gap: (state, { to }, { gaps }) => ({ ...state, gap: gaps[within(to, gaps.length - 1)] }),
  operation: (state, { by }, spec) => MOVES.gap(state, { to: gapIn(spec, state) + by }, spec),
  view: (state, { view }) => ({ ...state, view }),
  speed: (state, { speed }) => ({ ...state, speed: speed * QUICK }),
  toggle: (state, { name }, { networks }) =>
    ({ ...state, shown: networks.filter((one) => (one === name) !== state.shown.includes(one)) }),
  open: (state, { gap, at, view }, { gaps, steps }) =>
    ({ ...state, gap: nearest(gaps, gap), at: nearest(steps, at), view: view === "gap" ? "gap" : "time" }),
  reset: (state, _, spec) => ({ ...startRace(spec), speed: state.speed }),
};

/** A new state from an event; the old one is never touched. */
export const race = (state, event, spec) => MOVES[event.type]?.(state, event, spec) ?? state;

/** The middle of some numbers in order. */
export function median(sorted) {
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The seeds of one network, worst to best, and how many have solved the task. */
export function standing({ accuracy }, network, gap, check_) {
  const seeds = accuracy[network][gap].map((seed) => seed[check_]).sort((one, other) => one - other);
  const solved = seeds.filter((right) => right >= SOLVED).length;
  return { seeds, low: seeds[0], median: median(seeds), high: seeds[seeds.length - 1], solved };
}

/**
 * What is drawn: at each x from 0 to 1 how each network stands, and each of its seeds, seed by seed. Over time: at the
 * gap, up to the cursor, x as the root of the steps, since most happens early. By gap: at the cursor's checkpoint.
 */
export function measureRace(spec, state) {
  const [gap, check_] = [gapIn(spec, state), checkIn(spec, state)];
  const { gaps, steps } = spec;
  const places = state.view === "gap"
    ? gaps.map((_, g) => ({ x: gaps.length > 1 ? g / (gaps.length - 1) : 0.5, g, k: check_ }))
    : steps.slice(0, check_ + 1).map((step, k) => ({ x: along(spec, step), g: gap, k }));
  return Object.fromEntries(spec.networks.map((network) => [network, {
    xs: places.map(({ x }) => x),
    seeds: spec.accuracy[network][gap].map((_, n) => places.map(({ g, k }) => spec.accuracy[network][g][n][k])),
    standings: places.map(({ g, k }) => standing(spec, network, g, k)),
    now: standing(spec, network, gap, check_),
  }]));
}

/** Where a number of training steps stands on the axis, 0 to 1; and the checkpoint that stands nearest to a place. */
export const along = ({ steps }, step) => Math.sqrt(step / steps[steps.length - 1]);
export const checkNear = (spec, x) => spec.steps.indexOf(nearest(spec.steps, within(x, 1) ** 2 * spec.steps.at(-1)));

/** How often each network has solved the task, in words: pieces for a sentence, most first; `fixed` writes a number. */
export function tellRace(text, fixed, found, shown) {
  const by = (key) => (one, other) => found[other].now[key] - found[one].now[key];
  const order = [...shown].sort((one, other) => by("solved")(one, other) || by("median")(one, other));
  return order.map((name) => {
    const { solved, seeds, high } = found[name].now;
    const told = { name: text(`race_${name}`), solved, seeds: seeds.length, best: fixed(high, 2) };
    return text(solved === seeds.length ? "race_all" : solved ? "race_some" : "race_none", told);
  }).join("; ");
}
