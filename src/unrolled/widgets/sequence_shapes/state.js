// The sequence shapes, without a page: where a reader stands in a recorded run, and what has been read and written.
//
// spec   {tasks, start}; a task {title, shape, steps}
//        a step {read, kind, written?, p, decoder?, picture?, truth?, right?}, as shapes_runs.py explains
// state  {task, t, phase, inside, playing, speed}   phase 0: step t has read; 1: it has written, too

import { halted, standAt, stepwise, within } from "../kit/timeline.js";

export const SHAPES = ["one-to-one", "one-to-many", "many-to-one", "aligned", "other-length"];

/** The operations of a step: it reads, and some steps write. */
export const operationsOf = (step) => (step.written === undefined ? 1 : 2);
const lastPhase = (steps, t) => operationsOf(steps[t]) - 1;

/** The axis of time: one or two operations a step. */
export const sizeOf = ({ steps }) => ({ T: steps.length, P: steps.map(operationsOf) });

export function startShapes({ tasks, start }) {
  return opened({ playing: false, speed: 1 }, start, { tasks });
}

/** A place told from outside, if there is such a task; moved to the nearest there is. */
function opened(state, { task, t, phase, inside = state.inside }, { tasks }) {
  const to = tasks[task] ? task : state.task ?? 0;
  return standAt({ ...state, task: to, phase, inside }, t, sizeOf(tasks[to]));
}

const begin = (state, task, { tasks }) => standAt({ ...halted(state), task, phase: 0 }, 0, sizeOf(tasks[task]));

/** Where reset leads: the first step of the task that is shown, or where the widget opened if that is its task. */
export function homeShapes({ task, speed }, spec) {
  const { start } = spec;
  const place = task === start.task ? start : { task, t: 0, phase: 0, inside: start.inside };
  return opened({ playing: false, speed }, place, spec);
}

const MOVES = {
  ...stepwise(),
  task: (state, { task }, _, spec) => (task === state.task ? state : begin(state, task, spec)),
  shape(state, { shape }, _, spec) {
    if (spec.tasks[state.task].shape === shape) return state;
    const task = spec.tasks.findIndex((one) => one.shape === shape);
    return task < 0 ? state : begin(state, task, spec);
  },
  open: (state, event, _, spec) => opened(halted(state), event, spec),
  reset: (state, _, __, spec) => homeShapes(state, spec),
};

/** A new state from an event; the old one is never touched. */
export const moveShapes = (state, event, spec) =>
  MOVES[event.type]?.(state, event, sizeOf(spec.tasks[state.task]), spec) ?? state;

/** How much has been read and written, of how much. */
export function countShapes({ steps }, { t, phase }) {
  const reads = (upTo) => steps.slice(0, upTo).filter(({ kind }) => kind === "given").length;
  const writes = (upTo) => steps.slice(0, upTo).filter((step) => operationsOf(step) === 2).length;
  return { read: reads(t + 1), reads: reads(Infinity), written: writes(phase ? t + 1 : t), writes: writes(Infinity) };
}

/** What is known of step t now: "later" (nothing), "read", or "done". */
export function progressOf({ steps }, state, t) {
  if (t > state.t) return "later";
  return t < state.t || state.phase === lastPhase(steps, t) ? "done" : "read";
}
