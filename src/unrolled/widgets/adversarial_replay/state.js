// The adversarial replay, without a page: which game, which frame, where the probe stands, and what was recorded there.
//
// state  {run, frame, probe, inside, factor, speed, playing}   inside: one press moves a frame, not a checkpoint
// given  {names, rounds, moves, runs, centres, real, reach, least, extent, resolution, inside, start}
//        runs[name]: packed frames; moves: who has moved before each frame
// spec   the same, with the frame and, if half a round lies between them, the one before: {now, before}

import { clamp } from "../kit/numbers.js";
import { halted, timeline, within } from "../kit/timeline.js";
import { frameOf } from "./frames.js";

const HASTE = { true: 1.5, false: 4 }; // a film, not a lesson: so many frames in the time of another widget's step

/** Does a checkpoint stand here? Frames after D's half of a round do not, nor those followed by one. */
export const isCheckpoint = ({ moves: by }, k) => by[k] !== "D" && !(by[k] === "G" && by[k + 1] === "D");
export const checkpoints = (given) => given.rounds.map((_, k) => k).filter((k) => isCheckpoint(given, k));

/** The stretches recorded half-step by half-step, as first and last frame. */
export function stretches({ moves: by }) {
  const spans = [];
  by.forEach((mover, k) => {
    if (mover !== "D" && by[k + 1] === "D" && (mover !== "G" || by[k - 1] !== "D")) spans.push([k, k]);
    if (mover === "G") spans[spans.length - 1][1] = k;
  });
  return spans;
}

const lastFrame = ({ rounds }) => rounds.length - 1;

/** At a frame; one between checkpoints is seen frame by frame. */
function atFrame(state, k, given) {
  const frame = within(k, lastFrame(given));
  return { ...state, frame, inside: state.inside || !isCheckpoint(given, frame) };
}

/** The clock's speed is the reader's factor; half a round takes longer than what lies between two checkpoints. */
const paced = (state) => ({ ...state, speed: state.factor * HASTE[state.inside] });

export function start(given) {
  const state = { ...given.start, inside: given.inside, factor: 1, playing: false };
  return paced(atFrame(state, state.frame, given));
}

/** Time: every frame when inside a round, else the checkpoints. */
export const inFrames = {
  place({ frame, inside }, given) {
    const all = checkpoints(given);
    return inside ? { at: frame, last: lastFrame(given) } : { at: all.indexOf(frame), last: all.length - 1 };
  },
  put: (state, at, given) => ({ ...state, frame: state.inside ? at : checkpoints(given)[at] }),
};

const inTime = timeline(inFrames);

const onPlane = (n, extent) => Math.round(clamp(n, -extent, extent) * 100) / 100 + 0;

const moves = {
  ...inTime,
  /** To the next checkpoint in this direction, also from between two of them. */
  step(state, { by }, given) {
    const all = checkpoints(given);
    const next = by > 0 ? all.find((k) => k > state.frame) : all.filter((k) => k < state.frame).at(-1);
    return { ...halted(state), frame: next ?? state.frame };
  },
  operation: (state, event, given) => inTime.step({ ...state, inside: true }, event, given),
  frame: (state, { to }, given) => atFrame(halted(state), to, given),
  stretch: (state, { n }, given) => ({ ...halted(state), frame: stretches(given)[n][0], inside: true }),
  inside: (state, { inside }, given) => ({
    ...halted(state), inside, frame: inside ? state.frame : checkpoints(given).filter((k) => k <= state.frame).at(-1),
  }),
  speed: (state, { speed }) => ({ ...state, factor: speed }),
  run: (state, { run }, { names }) => (names.includes(run) ? { ...state, run } : state),
  probe: (state, { at }, { extent }) => ({ ...state, probe: at.map((one) => onPlane(one, extent)) }),
  open(state, { run, frame, probe }, given) {
    const isPlace = Array.isArray(probe) && probe.length === 2 && probe.every(Number.isFinite);
    const next = moves.run(isPlace ? moves.probe(state, { at: probe }, given) : state, { run }, given);
    return atFrame(next, Number.isInteger(frame) ? frame : state.frame, given);
  },
  reset: ({ factor }, _, given) => ({ ...start(given), factor }),
};

/** A new state from an event; the old one is never touched. */
export function move(state, event, given) {
  const make = moves[event.type];
  return make ? paced(make(state, event, given)) : state;
}

/** Who has moved since the frame before. Whoever goes by checkpoints has come over whole rounds. */
export const moverAt = ({ frame, inside }, { moves: by }) => (by[frame] === "G" && !inside ? "round" : by[frame]);

/** This frame, and the one before if half a round lies between them. */
export function derive(state, given) {
  const { run, frame } = state;
  const half = ["D", "G"].includes(moverAt(state, given));
  return { ...given, now: frameOf(given, run, frame), before: half ? frameOf(given, run, frame - 1) : null };
}
