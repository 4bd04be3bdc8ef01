// Moves in time, the same in every widget: the buttons', the slider's, the keys' and the clock's.

import { clamp } from "./numbers.js";

export const within = (n, last) => clamp(n, 0, last);
export const halted = (state) => ({ ...state, playing: false });

/**
 * The moves (state, event, size) -> state along an axis of time.
 *
 * place  (state, size) -> {at, last}: where the state stands, and where the axis ends; it begins at 0
 * put    (state, at, size) -> the state at another place
 * halt   what a move by hand makes of a state first
 */
export function timeline({ place, put }, halt = halted) {
  const to = (state, at, size) => put(state, within(at, place(state, size).last), size);
  const by = (state, n, size) => to(state, place(state, size).at + n, size);
  return {
    next: (state, _, size) => by(halt(state), 1, size),
    back: (state, _, size) => by(halt(state), -1, size),
    step: (state, event, size) => by(halt(state), event.by, size), // as many places as it says
    first: (state, _, size) => to(halt(state), 0, size),
    last: (state, _, size) => to(halt(state), Infinity, size),
    scrub: (state, event, size) => to(halt(state), event.to, size),
    play(state, _, size) {
      const { at, last } = place(state, size);
      const still = halt(state);
      return state.playing ? still : { ...(at < last ? still : to(still, 0, size)), playing: last > 0 };
    },
    tick(state, _, size) {
      const next = by(state, 1, size);
      const { at, last } = place(next, size);
      return { ...next, playing: state.playing && at < last };
    },
    speed: (state, { speed }) => ({ ...state, speed }),
  };
}

const operationsIn = ({ P }, t) => P[t] ?? P;

function operationsBefore(t, size) {
  let sum = 0;
  for (let s = 0; s < t; s += 1) sum += operationsIn(size, s);
  return sum;
}

/**
 * An axis with one place a step, or one an operation when inside a step; a whole step is shown with its last one.
 * size: {T, P}; P is the number of operations of every step, or an array with each one's.
 */
export const inSteps = {
  place: ({ t, phase, inside }, size) => (inside
    ? { at: operationsBefore(t, size) + phase, last: operationsBefore(size.T, size) - 1 }
    : { at: t, last: size.T - 1 }),
  put(state, at, size) {
    if (!state.inside) return { ...state, t: at, phase: operationsIn(size, at) - 1 };
    let [t, phase] = [0, at];
    for (; phase >= operationsIn(size, t); t += 1) phase -= operationsIn(size, t);
    return { ...state, t, phase };
  },
};

/** Step t with an operation that it has: when not inside, the last. */
export function standAt(state, t, size) {
  const now = within(t, size.T - 1);
  const last = operationsIn(size, now) - 1;
  return { ...state, t: now, phase: state.inside ? within(state.phase, last) : last };
}

/** The moves along such an axis; a whole step keeps the operation. */
export function stepwise(halt = halted) {
  const moves = timeline(inSteps, halt);
  return {
    ...moves,
    step: (state, { by }, size) => standAt(halt(state), state.t + by, size),
    operation: (state, event, size) => moves.step({ ...state, inside: true }, event, size),
    go: (state, { t }, size) => standAt(halt(state), t, size),
    phase: (state, { phase }, size) => standAt({ ...halt(state), inside: true, phase }, state.t, size),
    inside: (state, { inside }, size) => standAt({ ...halt(state), inside }, state.t, size),
  };
}
