// Where everything stands in the drawing of a run: time to the right, or down where there is no room for that.

export const BOX = 30; // the height of a box; a state is a circle of this width
const [LEAST, MOST, HANDED] = [10, 16, 20]; // room between boxes; so much more where the state is handed over
const PICTURES = [56, 46, 36, 26]; // sizes: the largest that has room
const [TOP, PITCH, NAMES, EDGE] = [24, 66, 43, 3]; // the first row, rows apart, room for the rows' names, at the right

/** How long a word is on the drawing, about: Chinese letters are twice as wide. */
export const wordWidth = (word) => [...word].reduce((sum, letter) => sum + (letter.codePointAt(0) > 0x2e80 ? 13.5
  : /[iljtfr.,':;!|I ]/.test(letter) ? 5 : /[mwMWQ@+<>]/.test(letter) ? 11 : /[A-Z]/.test(letter) ? 9 : 7.5), 0);

/** The side of one number of a picture that is drawn in `size` x `size` at most. */
export const pixelSize = (picture, size) =>
  Math.floor(4 * Math.min(size / picture.length, size / picture[0].length, 12)) / 4;

const widthAround = (word) => Math.max(wordWidth(word ?? "") + 11, BOX);
const readWidth = ({ read, picture }, size) =>
  (picture ? Math.max(pixelSize(picture, size) * picture[0].length + 8, BOX) : widthAround(read));
const writeWidth = ({ written }) => (written === undefined ? 0 : widthAround(written));

/** The height of the boxes of the row that is read. */
const inputHeight = (steps, size) => Math.max(BOX, ...steps.filter(({ picture }) => picture)
  .map(({ picture }) => pixelSize(picture, size) * picture.length + 6));

/** Does the state go from an encoder to its decoder on the way to step t? */
export const handedTo = (steps, t) => t > 0 && Boolean(steps[t].decoder) && !steps[t - 1].decoder;

/**
 * at(row, t): the middle of a node; boxWidth(row, t), boxHeight(row): of its box; size: a picture's room.
 * Rows: 0 reads, 1 state, 2 writes. `fingers`: a step is at least 44 px wide.
 */
export function layOut({ steps, shape }, width, fingers = false) {
  const even = shape === "aligned"; // or the room that is left for an answer would tell it
  for (const [size, same] of PICTURES.flatMap((side) => (even ? [[side, true], [side, false]] : [[side, false]]))) {
    const own = steps.map((step) => Math.max(readWidth(step, size), writeWidth(step), fingers ? 44 - LEAST : 0));
    const columns = same ? own.map(() => Math.max(...own)) : own;
    const boxes = columns.reduce((sum, column, t) => sum + column + (handedTo(steps, t) ? HANDED : 0), 0);
    const gap = Math.min((width - NAMES - EDGE - boxes) / Math.max(steps.length - 1, 1), MOST);
    if (gap >= LEAST) return layAcross(steps, columns, gap, width, size);
  }
  return layDown(steps, width, PICTURES[1], even);
}

function layAcross(steps, columns, gap, width, size) {
  const starts = [0];
  columns.forEach((column, t) =>
    starts.push(starts[t] + column + gap + (t + 1 < steps.length && handedTo(steps, t + 1) ? HANDED : 0)));
  const left = NAMES + (width - NAMES - EDGE - (starts.at(-1) - gap)) / 2;
  const middle = (t) => left + starts[t] + columns[t] / 2;
  const inputs = inputHeight(steps, size);
  const low = TOP + 2 * PITCH + (inputs - BOX) / 2;
  const height = low + inputs / 2 + 24;
  return {
    turned: false, height, size,
    at: (row, t) => [middle(t), row ? TOP + (2 - row) * PITCH : low],
    boxWidth: (row, t) => (row === 1 ? BOX : (row ? writeWidth : readWidth)(steps[t], size)),
    boxHeight: (row) => (row ? BOX : inputs),
    hit: (t) => [left + starts[t] - gap / 2, 0, columns[t] + gap, height],
    stepName: (t) => [middle(t), low + inputs / 2 + 17],
    rowName: (row) => [0, (row ? TOP + (2 - row) * PITCH : low) + 4],
  };
}

function layDown(steps, width, size, even) {
  const inputs = inputHeight(steps, size);
  const [head, left, pitch] = [24, 24, inputs + 14];
  const share = (width - left - BOX - 52) / 2;
  const widest = (widthOf) => Math.min(Math.max(...steps.map((step) => widthOf(step, size)), BOX), share);
  const [reads, writes] = [widest(readWidth), widest(writeWidth)];
  const spare = Math.max((width - left - reads - writes - BOX - 52) / 2, 0);
  const state = left + spare + reads + 26 + BOX / 2;
  const xs = [left + spare + reads / 2, state, state + BOX / 2 + 26 + writes / 2];
  const ys = [];
  steps.forEach((_, t) =>
    ys.push(t ? ys[t - 1] + pitch + (handedTo(steps, t) ? HANDED - 8 : 0) : head + inputs / 2 + 4));
  return {
    turned: true, height: ys.at(-1) + inputs / 2 + 6, size,
    at: (row, t) => [xs[row], ys[t]],
    boxWidth: (row, t) => (row === 1 ? BOX
      : row && even ? writes : Math.min((row ? writeWidth : readWidth)(steps[t], size), share)),
    boxHeight: (row) => (row ? BOX : inputs),
    hit: (t) => [0, ys[t] - pitch / 2, width, pitch],
    stepName: (t) => [spare + 10, ys[t] + 4],
    rowName: (row) => [xs[row], 14],
  };
}

/**
 * The arrows between the nodes of a run: {kind, t, line, head}; t is the step that makes them. Kinds: "read", "along"
 * or "handed", "write", "own" (what was written is read again).
 */
export function arrowsOf({ steps }, layout) {
  return steps.flatMap((step, t) => {
    const arrows = [{ kind: "read", t, ...between(layout, [0, t], [1, t]) }];
    if (t) arrows.push({ kind: handedTo(steps, t) ? "handed" : "along", t, ...between(layout, [1, t - 1], [1, t]) });
    if (step.written !== undefined) arrows.push({ kind: "write", t, ...between(layout, [1, t], [2, t]) });
    if (step.kind === "own") arrows.push({ kind: "own", t, ...backTo(layout, t) });
    return arrows;
  });
}

const put = (...points) => points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join(" ");

/** Half of a box's width, or of its height. */
const halfOf = ({ boxWidth, boxHeight }, [row, t], sideways) => (sideways ? boxWidth(row, t) : boxHeight(row)) / 2;

/** A straight arrow between two nodes beside or above one another. */
function between(layout, from, to) {
  const [a, b] = [layout.at(...from), layout.at(...to)];
  const sideways = Math.abs(b[0] - a[0]) > Math.abs(b[1] - a[1]);
  const direction = sideways ? [Math.sign(b[0] - a[0]), 0] : [0, Math.sign(b[1] - a[1])];
  const [before, after] = [halfOf(layout, from, sideways) + 1.5, halfOf(layout, to, sideways) + 2.5];
  const [start, end] = [a.map((z, n) => z + direction[n] * before), b.map((z, n) => z - direction[n] * after)];
  return { line: `M${put(start)}L${put(end)}`, head: headAt(end, direction) };
}

function headAt([x, y], [dx, dy]) {
  const side = (s) => [x - 5 * dx - 3.2 * s * dy, y - 5 * dy - 3.2 * s * dx];
  return `M${put(side(1))}L${put([x, y])}L${put(side(-1))}`;
}

/** From what was written in the step before back to where it is read, between the two. */
function backTo(layout, t) {
  const n = layout.turned ? 1 : 0; // the direction of time
  const [a, b] = [layout.at(2, t - 1), layout.at(0, t)];
  const point = (along, beside) => (n ? [beside, along] : [along, beside]);
  const sideways = !layout.turned;
  const from = point(a[n] + halfOf(layout, [2, t - 1], sideways) + 1, a[1 - n]);
  const to = point(b[n] - halfOf(layout, [0, t], sideways) - 2, b[1 - n]);
  const rows = [0, 1, 2];
  const last = Math.max(...rows.map((row) => layout.at(row, t - 1)[n] + halfOf(layout, [row, t - 1], sideways)));
  const next = Math.min(...rows.map((row) => layout.at(row, t)[n] - halfOf(layout, [row, t], sideways)));
  const middle = (last + next) / 2 - (n ? 1.5 : 0); // where no box stands
  const turn = Math.sign(to[1 - n] - from[1 - n]) * 12;
  const [one, two] = [from[1 - n] + turn, to[1 - n] - turn].map((beside) => point(middle, beside));
  const [first, second] = [from[1 - n], to[1 - n]].map((beside) => point(middle, beside));
  return {
    line: `M${put(from)}C${put(first, first, one)}L${put(two)}C${put(second, second, to)}`,
    head: headAt(to, n ? [0, 1] : [1, 0]),
  };
}
