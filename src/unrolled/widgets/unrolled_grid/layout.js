// Where everything stands in the unrolled grid, and which way each arrow takes.

import { range, stepIndex } from "../kit/numbers.js";

export const NODE_HEIGHT = 44;

const SUPERSCRIPTS = ["", "¹", "²", "³"];

/** The letter of a row: x, h, h′, h², y, [h, h′]. */
export function rowLetter({ kind, name, layer, lane }) {
  if (kind === "input") return "x";
  if (kind === "output") return name === "y" ? "y" : "h, h′";
  return `h${lane === "backward" ? "′" : ""}${/\d/.test(name) ? SUPERSCRIPTS[layer] : ""}`;
}

/** How long a word is on the drawing, about: Chinese letters are twice as wide. */
const wordWidth = (word) => [...word].reduce((sum, letter) => sum + (letter.codePointAt(0) > 0x2e80 ? 13 : 7.2), 0);

/** A word as far as there is room for it. */
export const cut = (word, room) => (wordWidth(word) <= room ? word
  : `${[...word].slice(0, Math.max(Math.floor(room / 7.2) - 1, 1)).join("")}…`);

/**
 * Where everything stands: `at(r, t)` is the middle of a node, `width` is its width, `room` a word's. Where a word gets
 * too little room, time runs down (`turned`). `fingers`: a node is at least 44 px wide.
 */
export function layOut({ rows, T, tokens }, width, fingers = false) {
  const turned = (width - 34) / T < (fingers ? 56 : 43);
  const words = tokens ?? range(T).map(stepIndex);
  const longest = Math.max(...words.map(wordWidth));
  if (turned) {
    const [left, top] = [Math.min(Math.max(longest + 8, 24), 88), 26];
    const pitch = Math.min((width - left) / rows.length, 96);
    const at = (r, t) => [left + (r + 0.5) * pitch, top + 24 + t * 56];
    return { turned, at, words, width: Math.min(pitch - 18, 54), room: left - 6, height: top + 56 * T };
  }
  const [left, pitch] = [34, (width - 34) / T];
  const lines = longest > pitch - 5 ? 2 : 1;
  const bottom = 8 + 18 * lines;
  const height = rows.length * 78 - 26 + bottom;
  const at = (r, t) => [left + (t + 0.5) * pitch, height - bottom - NODE_HEIGHT / 2 - r * 78];
  return { turned, at, words, width: Math.min(pitch - 12, 56), room: lines * pitch - 6, height, lines };
}

/** An arrow's line and head through points. */
function strokes(points) {
  const [[x1, y1], [x2, y2]] = points.slice(-2);
  const size = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [dx, dy] = [((x2 - x1) / size) * 5, ((y2 - y1) / size) * 5];
  const put = ([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const sides = [[x2 - dx - dy * 0.62, y2 - dy + dx * 0.62], [x2, y2], [x2 - dx + dy * 0.62, y2 - dy - dx * 0.62]];
  return { line: `M${points.map(put).join("L")}`, head: `M${sides.map(put).join("L")}` };
}

/** The line and head of an arrow: straight to a neighbour; past the rows between, beside their nodes. */
export function arrowPath({ from, to }, { rows, T }, { at, width, turned }) {
  const [r, t, s, u] = [Math.floor(from / T), from % T, Math.floor(to / T), to % T];
  const [a, b] = [at(r, t), at(s, u)];
  const half = [width / 2, NODE_HEIGHT / 2];
  if (r === s) { // along time
    const direction = [0, 1].map((n) => Math.sign(b[n] - a[n]));
    return strokes([a.map((z, n) => z + direction[n] * half[n]), b.map((z, n) => z - direction[n] * (half[n] + 1))]);
  }
  if (s - r === 1) {
    return strokes(turned ? [[a[0] + half[0], a[1]], [b[0] - half[0] - 1, b[1]]]
      : [[a[0], a[1] - half[1]], [b[0], b[1] + half[1] + 1]]);
  }
  const side = rows[r].lane === "forward" ? -1 : 1;
  const beside = side * (turned ? half[1] + 4 : half[0] + 4);
  const [start, end] = turned ? [a[0] + half[0], b[0] - half[0] - 1] : [a[1] - half[1], b[1] + half[1] + 1];
  const bend = turned ? 6 : -9;
  const points = [[side * 9, start], [beside, start + bend], [beside, end - bend], [side * 9, end]];
  return strokes(points.map(([over, along]) => (turned ? [along, a[1] + over] : [a[0] + over, along])));
}
