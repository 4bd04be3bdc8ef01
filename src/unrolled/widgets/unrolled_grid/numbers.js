// The numbers of the unrolled grid: every state of every layer, with inputs covered and dropout masks in place.

import { dense, softmax, unroll } from "../engine/unroll.js";
import { range } from "../kit/numbers.js";
import { rowOf } from "./graph.js";

/** Numbers from 0 to 1 from a seed (mulberry32): the same masks in every browser. */
export function seeded(seed) {
  let a = (seed * 0x9e3779b9) >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let z = a;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const hiddenSize = (cell) => cell.W_h.length;

/** Masks for each row of states and each step: 0 where a number is dropped, 1 / (1 - p) where it is kept. */
export function drawMasks({ network: { layers, p }, rows, T }, seed) {
  const random = seeded(seed + 1);
  return rows.map(({ lane, layer }) => {
    if (!lane) return null;
    const H = hiddenSize(layers[layer - 1][lane]);
    return range(T).map(() => range(H).map(() => (random() >= p ? 1 / (1 - p) : 0)));
  });
}

const masked = (v, mask) => (mask ? v.map((v_j, j) => v_j * mask[j]) : v);

/** The states of a cell over the inputs xs; masks[t] falls on the state on its way from step t to the next. */
function runCell(cell, xs, masks) {
  const zeros = cell.W_h.map(() => 0);
  let state = { h: zeros, c: zeros };
  return xs.map((x, t) => {
    const [{ h, c }] = unroll({ cell }, [x], state);
    state = { h: masked(h, masks?.[t]), c: c && masked(c, masks?.[t]) };
    return h;
  });
}

/** One direction of a layer, in the order of the inputs whichever way it reads. */
function runLane(cell, xs, masks, lane) {
  if (lane === "forward") return runCell(cell, xs, masks);
  return runCell(cell, [...xs].reverse(), masks && [...masks].reverse()).reverse();
}

/** The states of both directions added, or side by side. */
const merged = (lanes, merge) => lanes[0].map((_, t) => (merge === "sum" && lanes.length > 1
  ? lanes[0][t].map((v, j) => v + lanes[1][t][j]) : lanes.flatMap((hs) => hs[t])));

function readOut(readout, h) {
  if (!readout) return h;
  const { y } = dense(readout, h);
  return readout.softmax ? softmax(y) : y;
}

/** numbers[row][t]: inputs, states and, in an output row, y (a softmax's p, or the states side by side). */
export function forward({ covered, reads, where }, { network: { layers, readout }, rows, xs }, masks) {
  let below = xs.map((x, t) => (covered.includes(t) ? x.map(() => 0) : x));
  const numbers = [below];
  layers.forEach((layer, k) => {
    const lanes = rows.flatMap((row, r) => (row.layer === k + 1 && row.lane ? [[row.lane, r]] : []));
    const states = lanes.map(([lane, r]) => {
      if (reads !== "both" && reads !== lane) return xs.map(() => layer[lane].W_h.map(() => 0));
      return runLane(layer[lane], below, where === "along" ? masks[r] : null, lane);
    });
    numbers.push(...states);
    const dropout = where === "between" && k + 1 < layers.length; // no mask under the output
    const outputs = states.map((hs, n) => (dropout ? hs.map((h, t) => masked(h, masks[lanes[n][1]][t])) : hs));
    below = merged(outputs, layer.merge);
  });
  if (numbers.length < rows.length) numbers.push(below.map((h) => readOut(readout, h)));
  return numbers;
}

/** For each row and step the largest change of any of its numbers. */
export const changesOf = (numbers, uncovered) => numbers.map((row, r) => row.map((v, t) =>
  v.reduce((most, v_j, j) => Math.max(most, Math.abs(v_j - uncovered[r][t][j])), 0)));

/** survivors[row][t]: how many of the first state's numbers no mask along time has dropped before step t. */
export function survivorsOf({ rows, T }, masks) {
  return rows.map(({ lane }, r) => {
    if (!lane) return null;
    const order = range(T).map((n) => (lane === "forward" ? n : T - 1 - n));
    const left = new Array(T);
    let alive = masks[r][0].map(() => true);
    for (const t of order) {
      left[t] = alive.filter(Boolean).length;
      alive = alive.map((is, j) => is && masks[r][t][j] > 0);
    }
    return left;
  });
}

/** How many numbers a mask keeps, and of how many. */
export const keptBy = (mask) => [mask.filter(Boolean).length, mask.length];

/** The answer at step t of the grid's numbers: its likeliest class and how likely. */
export function answerAt(numbers, given, t) {
  const p = numbers[rowOf(given, "y")][t];
  const best = p.indexOf(Math.max(...p));
  return { best, p: p[best] };
}

export const className = ({ output_tokens }, k) => output_tokens?.[k] ?? `${k + 1}`;
