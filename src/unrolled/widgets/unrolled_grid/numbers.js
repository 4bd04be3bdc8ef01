// The numbers of the unrolled grid: every state of every layer, with inputs covered and dropout masks in place.

import { dense, softmax, unroll } from "../engine/unroll.js";
import { rowOf } from "./state.js";

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

export const sizeOf = (cell) => cell.W_h.length;

/** Masks for each row of states and each step: 0 where a number is dropped, 1 / (1 - p) where it is kept. */
export function drawMasks({ network: { layers, p }, rows, T }, seed) {
  const random = seeded(seed + 1);
  return rows.map(({ lane, layer }) => {
    if (!lane) return null;
    const size = sizeOf(layers[layer - 1][lane]);
    const one = () => Array.from({ length: size }, () => (random() >= p ? 1 / (1 - p) : 0));
    return Array.from({ length: T }, one);
  });
}

const times = (v, mask) => (mask ? v.map((v_j, j) => v_j * mask[j]) : v);

/** A cell along the inputs us; masks[t] falls on the state on its way from step t to the next. */
function walkAlong(cell, us, masks) {
  const zeros = cell.W_h.map(() => 0);
  let state = { h: zeros, c: zeros };
  return us.map((u, t) => {
    const [{ h, c }] = unroll({ cell }, [u], state);
    state = { h: times(h, masks?.[t]), c: c && times(c, masks?.[t]) };
    return h;
  });
}

/** One direction of a layer, in the order of the inputs whichever way it reads. */
function readLane(cell, us, masks, lane) {
  if (lane === "forward") return walkAlong(cell, us, masks);
  return walkAlong(cell, [...us].reverse(), masks && [...masks].reverse()).reverse();
}

const merged = (parts, merge) => parts[0].map((_, t) => (merge === "sum" && parts.length > 1
  ? parts[0][t].map((v, j) => v + parts[1][t][j]) : parts.flatMap((part) => part[t])));

/** numbers[row][t]: inputs, states and, in an output row, y (a softmax's p, or the states side by side). */
export function runGrid({ network: { layers, readout }, rows, xs }, { covered, reads, where }, masks) {
  let below = xs.map((x, t) => (covered.includes(t) ? x.map(() => 0) : x));
  const numbers = [below];
  layers.forEach((layer, k) => {
    const own = rows.flatMap((row, r) => (row.layer === k + 1 && row.lane ? [[row.lane, r]] : []));
    const states = own.map(([lane, r]) => {
      const off = reads !== "both" && reads !== lane;
      const way = where === "along" ? masks[r] : null;
      return off ? xs.map(() => layer[lane].W_h.map(() => 0)) : readLane(layer[lane], below, way, lane);
    });
    numbers.push(...states);
    const up = where === "between" && k + 1 < layers.length; // no mask under the output
    below = merged(states.map((rows_, n) => (up ? rows_.map((h, t) => times(h, masks[own[n][1]][t])) : rows_)),
      layer.merge);
  });
  if (numbers.length < rows.length) numbers.push(below.map((h) => answer(readout, h)));
  return numbers;
}

function answer(readout, h) {
  if (!readout) return h;
  const { y } = dense(readout, h);
  return readout.softmax ? softmax(y) : y;
}

/** For each row and step the largest change of any of its numbers. */
export const changesOf = (now, free) => now.map((row, r) => row.map((v, t) =>
  v.reduce((most, v_j, j) => Math.max(most, Math.abs(v_j - free[r][t][j])), 0)));

/** survivors[row][t]: how many of the first state's numbers no mask along time has dropped before step t. */
export function survivorsOf({ rows, T }, masks) {
  return rows.map(({ lane }, r) => {
    if (!lane) return null;
    const order = Array.from({ length: T }, (_, n) => (lane === "forward" ? n : T - 1 - n));
    const left = new Array(T);
    let alive = masks[r][0].map(() => true);
    for (const t of order) {
      left[t] = alive.filter(Boolean).length;
      alive = alive.map((is, j) => is && masks[r][t][j] > 0);
    }
    return left;
  });
}

/** How many numbers the mask of a row keeps at step t, and of how many. */
export const keptAt = (masks, r, t) => [masks[r][t].filter(Boolean).length, masks[r][t].length];

/** The answer at step t of the grid's numbers: its most likely class and how likely. */
export function believed(spec, numbers, t) {
  const p = numbers[rowOf(spec, "y")][t];
  const best = p.indexOf(Math.max(...p));
  return { best, p: p[best] };
}
