// The adversarial replay, without a page: which game, which frame, where the probe stands, and what was recorded there.
//
// spec   {names, rounds, moves, runs, centres, reach, least, extent, resolution, start}   runs[name]: packed frames
// state  {run, frame, probe, inside, factor, speed, playing}   inside: one press moves a frame, not a checkpoint

import { halted, timeline, within } from "../kit/timeline.js";

export const LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95]; // where the field of D changes its colour
const HASTE = { true: 1.5, false: 4 }; // a film, not a lesson: so many frames in the time of another widget's step
const LOGIT_SCALE = 127.5; // games.py: logits are kept as 127.5 tanh(d / spread)

/** Does a checkpoint stand here? Frames after D's half of a round do not, nor those followed by one. */
export const isCheckpoint = ({ moves }, k) => moves[k] !== "D" && !(moves[k] === "G" && moves[k + 1] === "D");
export const checkpoints = (spec) => spec.rounds.map((_, k) => k).filter((k) => isCheckpoint(spec, k));

/** The stretches kept half-step by half-step, as first and last frame. */
export function stretches({ moves }) {
  const found = [];
  moves.forEach((move, k) => {
    if (move !== "D" && moves[k + 1] === "D" && (move !== "G" || moves[k - 1] !== "D")) found.push([k, k]);
    if (move === "G") found[found.length - 1][1] = k;
  });
  return found;
}

const lastFrame = ({ rounds }) => rounds.length - 1;

/** At a frame; one between checkpoints is seen frame by frame. */
function atFrame(state, k, spec) {
  const frame = within(k, lastFrame(spec));
  return { ...state, frame, inside: state.inside || !isCheckpoint(spec, frame) };
}

/** The clock's speed is the reader's factor; half a round takes longer than what lies between two checkpoints. */
const paced = (state) => ({ ...state, speed: state.factor * HASTE[state.inside] });

export const startReplay = (spec) =>
  paced(atFrame({ ...spec.start, factor: 1, playing: false }, spec.start.frame, spec));

/** Time: every frame when inside a round, else the checkpoints. */
export const alongGame = {
  place({ frame, inside }, spec) {
    const all = checkpoints(spec);
    return inside ? { at: frame, last: lastFrame(spec) } : { at: all.indexOf(frame), last: all.length - 1 };
  },
  put: (state, at, spec) => ({ ...state, frame: state.inside ? at : checkpoints(spec)[at] }),
};

const gameMoves = timeline(alongGame);

const REPLAY_MOVES = {
  ...gameMoves,
  /** To the next checkpoint in this direction, also from between two of them. */
  step(state, { by }, spec) {
    const all = checkpoints(spec);
    const there = by > 0 ? all.find((k) => k > state.frame) : all.filter((k) => k < state.frame).at(-1);
    return { ...halted(state), frame: there ?? state.frame };
  },
  operation: (state, event, spec) => gameMoves.step({ ...state, inside: true }, event, spec),
  frame: (state, { to }, spec) => atFrame(halted(state), to, spec),
  stretch: (state, { n }, spec) => ({ ...halted(state), frame: stretches(spec)[n][0], inside: true }),
  inside: (state, { inside }, spec) => ({
    ...halted(state), inside, frame: inside ? state.frame : checkpoints(spec).filter((k) => k <= state.frame).at(-1),
  }),
  speed: (state, { speed }) => ({ ...state, factor: speed }),
  run: (state, { run }, { names }) => (names.includes(run) ? { ...state, run } : state),
  probe: (state, { at }, { extent }) => ({ ...state, probe: at.map((one) => onPlane(one, extent)) }),
  open(state, { run, frame, probe }, spec) {
    const there = Array.isArray(probe) && probe.length === 2 && probe.every(Number.isFinite);
    const moved = REPLAY_MOVES.run(there ? REPLAY_MOVES.probe(state, { at: probe }, spec) : state, { run }, spec);
    return atFrame(moved, Number.isInteger(frame) ? frame : state.frame, spec);
  },
  reset: ({ factor }, _, spec) => ({ ...startReplay(spec), factor }),
};

const clamp = (n, extent) => Math.min(Math.max(n, -extent), extent);
const onPlane = (n, extent) => Math.round(clamp(n, extent) * 100) / 100 + 0;

/** A new state from an event; the old one is never touched. */
export function replay(state, event, spec) {
  const move = REPLAY_MOVES[event.type];
  return move ? paced(move(state, event, spec)) : state;
}

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** Pairs of numbers from -extent to extent, kept in 16 bits each. */
export function unpackPoints(text, extent) {
  const bytes = bytesOf(text);
  const view = new DataView(bytes.buffer);
  const at = (n) => (view.getInt16(2 * n, true) / 32767) * extent;
  return Array.from({ length: bytes.length / 4 }, (_, n) => [at(2 * n), at(2 * n + 1)]);
}

/** Vectors in 8 bits a number; `scale` is what 127 stands for. */
export function unpackPull(text, scale) {
  const values = Array.from(new Int8Array(bytesOf(text).buffer), (level) => (level / 127) * scale);
  return Array.from({ length: values.length / 2 }, (_, n) => [values[2 * n], values[2 * n + 1]]);
}

/** D's logits on the grid, row by row from below. */
export const unpackField = (text, spread) =>
  Float64Array.from(new Int8Array(bytesOf(text).buffer), (level) => spread * Math.atanh(level / LOGIT_SCALE));

/** What stands in a frame: points, pull, the field, and the numbers. */
export function frameOf(spec, run, k) {
  const kept = spec.runs[run];
  const shares = kept.shares[k];
  const fair = spec.least / shares.length;
  return {
    samples: unpackPoints(kept.samples[k], spec.extent),
    pull: unpackPull(kept.pull[k], kept.scale[k]),
    field: unpackField(kept.field[k], kept.spread[k]),
    ...Object.fromEntries(["d_loss", "g_loss", "belief", "push"].map((key) => [key, kept[key][k]])),
    covers: shares.map((share) => share >= fair),
    covered: shares.filter((share) => share >= fair).length,
    near: shares.reduce((sum, share) => sum + share, 0),
  };
}

/** Who has moved since the frame before. Whoever goes by checkpoints has come over whole rounds. */
export const moveAt = ({ moves }, { frame, inside }) => (moves[frame] === "G" && !inside ? "round" : moves[frame]);

/** What follows from a state: this frame, and the one before if half a round lies between them. */
export function deriveReplay(spec, state) {
  const { run, frame } = state;
  const half = ["D", "G"].includes(moveAt(spec, state));
  return { now: frameOf(spec, run, frame), before: half ? frameOf(spec, run, frame - 1) : null };
}

export const probability = (logit) => 1 / (1 + Math.exp(-logit));

/** D at a place of the plane: the logit between the four nearest points of the grid, then the sigmoid. */
export function judge({ extent, resolution: R }, field, [x, y]) {
  const [u, v] = [x, y].map((one) => ((clamp(one, extent) + extent) / (2 * extent)) * (R - 1));
  const [j, i] = [u, v].map((one) => Math.min(Math.floor(one), R - 2));
  const [a, b] = [u - j, v - i];
  const row = (n) => field[n * R + j] * (1 - a) + field[n * R + j + 1] * a;
  return probability(row(i) * (1 - b) + row(i + 1) * b);
}

/**
 * Where the field is above `level`, as closed loops of points in the grid's own units, counted from 0; inside lies to
 * the left. Beyond the grid counts as below, so that a loop closes along the edge. (Marching squares.)
 */
export function contours(field, R, level) {
  const at = (i, j) => (i < 0 || j < 0 || i >= R || j >= R ? -1e9 : field[i * R + j]);
  const corner = [[0, 0], [0, 1], [1, 1], [1, 0]]; // of a cell, round and round: [row, column]
  const width = R + 1;
  const next = new Map();
  const points = new Map();

  function crossing(i, j, k) {
    const [from, to] = [corner[k], corner[(k + 1) % 4]].map(([di, dj]) => [i + di, j + dj]);
    const [low, high] = k < 2 ? [from, to] : [to, from];
    const name = 2 * ((low[0] + 1) * (width + 1) + low[1] + 1) + (k % 2);
    if (!points.has(name)) {
      const part = (level - at(...low)) / (at(...high) - at(...low));
      points.set(name, [low[1] + part * (high[1] - low[1]), low[0] + part * (high[0] - low[0])]);
    }
    return name;
  }
  for (let i = -1; i < R; i += 1) {
    for (let j = -1; j < R; j += 1) {
      const above = corner.map(([di, dj]) => at(i + di, j + dj) > level);
      const out = [0, 1, 2, 3].filter((k) => above[k] && !above[(k + 1) % 4]);
      if (!out.length) continue;
      const middle = corner.reduce((sum, [di, dj]) => sum + at(i + di, j + dj), 0) / 4 > level;
      for (const k of out) {
        const back = [0, 1, 2, 3].find((m) => !above[m] && above[(m + 1) % 4]);
        next.set(crossing(i, j, k), crossing(i, j, out.length === 1 ? back : (k + (middle ? 1 : 3)) % 4));
      }
    }
  }
  const loops = [];
  while (next.size) {
    const loop = [];
    for (let [name] = next.keys(); next.has(name);) {
      loop.push(points.get(name));
      const following = next.get(name);
      next.delete(name);
      name = following;
    }
    loops.push(loop);
  }
  return loops;
}
