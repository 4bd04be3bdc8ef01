// The field of D on the grid of a frame: D at a place of the plane, and the contours of the field.

import { clamp } from "../kit/numbers.js";

export const LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95]; // where the field of D changes its colour

const probability = (logit) => 1 / (1 + Math.exp(-logit));

/** D at a place of the plane: the logit between the four nearest points of the grid, then the sigmoid. */
export function judge({ extent, resolution: R }, field, [x, y]) {
  const [u, v] = [x, y].map((one) => ((clamp(one, -extent, extent) + extent) / (2 * extent)) * (R - 1));
  const [j, i] = [u, v].map((one) => Math.min(Math.floor(one), R - 2));
  const [a, b] = [u - j, v - i];
  const row = (n) => field[n * R + j] * (1 - a) + field[n * R + j + 1] * a;
  return probability(row(i) * (1 - b) + row(i + 1) * b);
}

const CORNERS = [[0, 0], [0, 1], [1, 1], [1, 0]]; // of a cell, round and round: [row, column]

/** The points where the field crosses the level: crossing(i, j, k) finds that on side k of cell (i, j), by its name. */
function crossingsOf(at, R, level) {
  const points = new Map();
  function crossing(i, j, k) {
    const [from, to] = [CORNERS[k], CORNERS[(k + 1) % 4]].map(([di, dj]) => [i + di, j + dj]);
    const [low, high] = k < 2 ? [from, to] : [to, from];
    const name = 2 * ((low[0] + 1) * (R + 2) + low[1] + 1) + (k % 2);
    if (!points.has(name)) {
      const part = (level - at(...low)) / (at(...high) - at(...low));
      points.set(name, [low[1] + part * (high[1] - low[1]), low[0] + part * (high[0] - low[0])]);
    }
    return name;
  }
  return { points, crossing };
}

/** From the side where the contour enters a cell to that where it leaves: [from, to], one pair a line in the cell. */
function linesIn(cell, middle) {
  const leaving = [0, 1, 2, 3].filter((k) => cell[k] && !cell[(k + 1) % 4]);
  const entering = [0, 1, 2, 3].find((k) => !cell[k] && cell[(k + 1) % 4]);
  return leaving.map((k) => [k, leaving.length === 1 ? entering : (k + (middle ? 1 : 3)) % 4]);
}

/** The loops that run from each name to the next: their points. */
function loopsOf(next, points) {
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

/**
 * Where the field is above `level`, as closed loops of points in the grid's own units, counted from 0; inside lies to
 * the left. Beyond the grid counts as below, so that a loop closes along the edge. (Marching squares.)
 */
export function contours(field, R, level) {
  const at = (i, j) => (i < 0 || j < 0 || i >= R || j >= R ? -1e9 : field[i * R + j]);
  const { points, crossing } = crossingsOf(at, R, level);
  const next = new Map();
  for (let i = -1; i < R; i += 1) {
    for (let j = -1; j < R; j += 1) {
      const corners = CORNERS.map(([di, dj]) => at(i + di, j + dj));
      const middle = corners.reduce((sum, logit) => sum + logit, 0) / 4 > level;
      const cell = corners.map((logit) => logit > level);
      for (const [from, to] of linesIn(cell, middle)) next.set(crossing(i, j, from), crossing(i, j, to));
    }
  }
  return loopsOf(next, points);
}
