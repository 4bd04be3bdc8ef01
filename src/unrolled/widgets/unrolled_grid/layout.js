// Where everything stands in the unrolled grid, and which way each arrow takes.

import { stepIndex } from "../kit/numbers.js";

export const TALL = 44; // a node

const RAISED_LAYERS = ["", "¹", "²", "³"];

/** The letter of a row: x, h, h′, h², y, [h, h′]. */
export function rowLetter({ kind, name, layer, lane }) {
  if (kind === "input") return "x";
  if (kind === "output") return name === "y" ? "y" : "h, h′";
  return `h${lane === "backward" ? "′" : ""}${/\d/.test(name) ? RAISED_LAYERS[layer] : ""}`;
}

/** How long a word is on the drawing, about: Chinese letters are twice as broad. */
const broad = (word) => [...word].reduce((sum, letter) => sum + (letter.codePointAt(0) > 0x2e80 ? 13 : 7.2), 0);
export const cut = (word, room) => (broad(word) <= room ? word
  : `${[...word].slice(0, Math.max(Math.floor(room / 7.2) - 1, 1)).join("")}…`);

/** Where everything stands: `at(r, t)` is the middle of a node. Where a word gets too little room, time runs down. */
export function layoutGrid({ rows, T, tokens }, width, fingers = false) {
  const turned = (width - 34) / T < (fingers ? 56 : 43);
  const words = tokens ?? Array.from({ length: T }, (_, t) => stepIndex(t));
  const longest = Math.max(...words.map(broad));
  if (turned) {
    const [left, top] = [Math.min(Math.max(longest + 8, 24), 88), 26];
    const pitch = Math.min((width - left) / rows.length, 96);
    const at = (r, t) => [left + (r + 0.5) * pitch, top + 24 + t * 56];
    return { turned, at, words, w: Math.min(pitch - 18, 54), room: left - 6, height: top + 56 * T, left, top };
  }
  const [left, pitch] = [34, (width - 34) / T];
  const lines = longest > pitch - 5 ? 2 : 1;
  const bottom = 8 + 18 * lines;
  const height = rows.length * 78 - 26 + bottom;
  const at = (r, t) => [left + (t + 0.5) * pitch, height - bottom - TALL / 2 - r * 78];
  return { turned, at, words, w: Math.min(pitch - 12, 56), room: lines * pitch - 6, height, left, lines };
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

/** The way of an arrow: straight to a neighbour; past the rows between, beside their nodes. */
export function wayOf({ from, to }, { rows, T }, { at, w, turned }) {
  const [r, t, s, u] = [Math.floor(from / T), from % T, Math.floor(to / T), to % T];
  const [a, b] = [at(r, t), at(s, u)];
  const [half, side] = turned ? [[w / 2, TALL / 2], TALL / 2 + 4] : [[w / 2, TALL / 2], w / 2 + 4];
  const sign = (n) => Math.sign(n);
  if (r === s) { // along time
    const d = [sign(b[0] - a[0]), sign(b[1] - a[1])];
    return strokes([a.map((z, n) => z + d[n] * half[n]), b.map((z, n) => z - d[n] * (half[n] + 1))]);
  }
  if (s - r === 1) {
    return strokes(turned ? [[a[0] + half[0], a[1]], [b[0] - half[0] - 1, b[1]]]
      : [[a[0], a[1] - half[1]], [b[0], b[1] + half[1] + 1]]);
  }
  const way = (rows[r].lane === "forward" ? -1 : 1) * side;
  const from_ = Math.sign(way) * 9;
  const [up, end] = turned ? [a[0] + half[0], b[0] - half[0] - 1] : [a[1] - half[1], b[1] + half[1] + 1];
  const turn = turned ? 6 : -9;
  const points = [[from_, up], [way, up + turn], [way, end - turn], [from_, end]];
  return strokes(points.map(([over, along]) => (turned ? [along, a[1] + over] : [a[0] + over, along])));
}
