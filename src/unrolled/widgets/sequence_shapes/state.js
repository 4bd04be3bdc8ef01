// The sequence shapes, without a page: where a reader stands in a recorded run, and what has been read and written.
//
// state  {task, t, phase, inside, playing, speed}   phase 0: step t has read; 1: it has written, too
// given  {tasks, start}; a task is a recorded run {title, shape, steps}
//        a step {read, kind, written?, p, decoder?, picture?, truth?, right?}, as recorded.py explains
// spec   the task that is shown

import { halted, standAt, stepwise, within } from "../kit/timeline.js";

export const SHAPES = ["one-to-one", "one-to-many", "many-to-one", "aligned", "other-length"];

/** The operations of a step: it reads, and some steps write. */
export const operationsOf = (step) => (step.written === undefined ? 1 : 2);
const lastPhase = (steps, t) => operationsOf(steps[t]) - 1;

/** The axis of time: one or two operations a step. */
export const sizes = ({ steps }) => ({ T: steps.length, P: steps.map(operationsOf) });

export const start = (given) => opened({ playing: false, speed: 1 }, given.start, given);

/** A place told from outside, if there is such a task; moved to the nearest there is. */
function opened(state, { task, t, phase, inside = state.inside }, { tasks }) {
  const to = tasks[task] ? task : state.task ?? 0;
  return standAt({ ...state, task: to, phase, inside }, t, sizes(tasks[to]));
}

const begin = (state, task, { tasks }) => standAt({ ...halted(state), task, phase: 0 }, 0, sizes(tasks[task]));

/** Where reset leads: the first step of the task that is shown, or where the widget opened if that is its task. */
export function home({ task, speed }, given) {
  const { start: first } = given;
  const place = task === first.task ? first : { task, t: 0, phase: 0, inside: first.inside };
  return opened({ playing: false, speed }, place, given);
}

const moves = {
  ...stepwise(),
  task: (state, { task }, _, given) => (task === state.task ? state : begin(state, task, given)),
  shape(state, { shape }, _, given) {
    if (derive(state, given).shape === shape) return state;
    const task = given.tasks.findIndex((one) => one.shape === shape);
    return task < 0 ? state : begin(state, task, given);
  },
  open: (state, event, _, given) => opened(halted(state), event, given),
  reset: (state, _, __, given) => home(state, given),
};

/** A new state from an event; the old one is never touched. */
export const move = (state, event, given) =>
  moves[event.type]?.(state, event, sizes(derive(state, given)), given) ?? state;

export const derive = ({ task }, { tasks }) => tasks[task];

/** How much has been read and written, of how much. */
export function counts({ t, phase }, { steps }) {
  const reads = (until) => steps.slice(0, until).filter(({ kind }) => kind === "given").length;
  const writes = (until) => steps.slice(0, until).filter((step) => operationsOf(step) === 2).length;
  return { read: reads(t + 1), reads: reads(Infinity), written: writes(phase ? t + 1 : t), writes: writes(Infinity) };
}

/** What is known of step t now: "later" (nothing), "read", or "done". */
export function progressOf(state, { steps }, t) {
  if (t > state.t) return "later";
  return t < state.t || state.phase === lastPhase(steps, t) ? "done" : "read";
}
