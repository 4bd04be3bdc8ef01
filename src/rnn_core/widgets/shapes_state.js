// The sequence shapes, without a page: where a reader stands in a recorded run, and what has been read and written.
//
// spec   {tasks, start}; a task {title, shape, steps}
//        a step {read, kind, written?, p, decoder?, picture?, truth?, right?}, as shapes_runs.py explains
// state  {task, t, phase, inside, playing, speed}   phase 0: step t has read; 1: it has written, too

export const SHAPES = ["one-to-one", "one-to-many", "many-to-one", "aligned", "other-length"];

const within = (n, last) => Math.min(Math.max(n, 0), last);

/** The operations of a step: it reads, and some steps write. */
export const operationsOf = (step) => (step.written === undefined ? 1 : 2);
const lastPhase = (steps, t) => operationsOf(steps[t]) - 1;

/** The number of a step's operation among all of the run, and back. */
const momentOf = ({ t, phase }, steps) => steps.slice(0, t).reduce((sum, step) => sum + operationsOf(step), 0) + phase;
const momentsIn = (steps) => steps.reduce((sum, step) => sum + operationsOf(step), 0);

function atMoment(state, moment, steps) {
  let left = within(moment, momentsIn(steps) - 1);
  const t = steps.findIndex((step) => {
    if (left < operationsOf(step)) return true;
    left -= operationsOf(step);
    return false;
  });
  return { ...state, t, phase: left };
}

/** The place on the time axis and its last: one an operation when inside a step, else one a step. */
export function axisOf(state, { steps }) {
  if (!state.inside) return { at: state.t, last: steps.length - 1 };
  return { at: momentOf(state, steps), last: momentsIn(steps) - 1 };
}

const stepsOf = (spec, state) => spec.tasks[state.task].steps;
const paused = (state) => ({ ...state, playing: false });

/** Step t, all of it done. */
function atStep(state, t, steps) {
  const to = within(t, steps.length - 1);
  return { ...state, t: to, phase: lastPhase(steps, to) };
}

const place = (state, at, steps) => (state.inside ? atMoment : atStep)(state, at, steps);

/** One place on. A step half done is finished first. */
function onward(state, by, steps) {
  if (!state.inside && by > 0 && state.phase < lastPhase(steps, state.t)) return atStep(state, state.t, steps);
  return place(state, axisOf(state, { steps }).at + by, steps);
}

const atEnd = (state, steps) => state.t === steps.length - 1 && state.phase === lastPhase(steps, state.t);

export function startShapes({ tasks, start }) {
  return opened({ playing: false, speed: 1 }, start, { tasks });
}

/** A place told from outside, if there is such a task; moved to the nearest there is. */
function opened(state, { task, t, phase, inside = state.inside }, { tasks }) {
  const to = tasks[task] ? task : state.task ?? 0;
  const { steps } = tasks[to];
  const at = within(t, steps.length - 1);
  return { ...state, task: to, t: at, phase: within(phase, lastPhase(steps, at)), inside };
}

const begin = (state, task, { tasks }) => place({ ...paused(state), task }, 0, tasks[task].steps);

const MOVES = {
  next: (state, _, spec) => onward(paused(state), 1, stepsOf(spec, state)),
  back: (state, _, spec) => onward(paused(state), -1, stepsOf(spec, state)),
  step: (state, { by }, spec) =>
    ({ ...onward({ ...paused(state), inside: false }, by, stepsOf(spec, state)), inside: state.inside }),
  operation: (state, { by }, spec) => onward({ ...paused(state), inside: true }, by, stepsOf(spec, state)),
  scrub: (state, { to }, spec) => place(paused(state), to, stepsOf(spec, state)),
  first: (state, _, spec) => place(paused(state), 0, stepsOf(spec, state)),
  last: (state, _, spec) => place(paused(state), Infinity, stepsOf(spec, state)),
  go: (state, { t }, spec) => atStep(paused(state), t, stepsOf(spec, state)),
  inside(state, { inside }, spec) {
    const next = { ...paused(state), inside };
    return inside ? next : atStep(next, state.t, stepsOf(spec, state));
  },
  play(state, _, spec) {
    if (state.playing) return paused(state);
    const steps = stepsOf(spec, state);
    const from = atEnd(state, steps) ? place(state, 0, steps) : state;
    return { ...from, playing: !atEnd(from, steps) };
  },
  tick(state, _, spec) {
    const next = onward(state, 1, stepsOf(spec, state));
    return { ...next, playing: state.playing && !atEnd(next, stepsOf(spec, state)) };
  },
  speed: (state, { speed }) => ({ ...state, speed }),
  task: (state, { task }, spec) => (task === state.task ? state : begin(state, task, spec)),
  shape(state, { shape }, spec) {
    if (spec.tasks[state.task].shape === shape) return state;
    const task = spec.tasks.findIndex((one) => one.shape === shape);
    return task < 0 ? state : begin(state, task, spec);
  },
  open: (state, event, spec) => opened(paused(state), event, spec),
  reset: (state, _, spec) => ({ ...startShapes(spec), speed: state.speed }),
};

/** A new state from an event; the old one is never touched. */
export const moveShapes = (state, event, spec) => MOVES[event.type]?.(state, event, spec) ?? state;

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
