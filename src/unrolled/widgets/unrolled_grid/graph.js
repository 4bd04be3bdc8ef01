// The unrolled grid as a graph: who depends on whom, and what is computed when.
//
// Rows from the inputs up: {name, kind, layer, lane}; T steps in each. A node is named by its place, [row name, step],
// or by a number: row by row from the inputs up, each from t = 0.

import { range } from "../kit/numbers.js";

/** The number of the node of row r at step t. */
export const nodeOf = (r, t, T) => r * T + t;
export const rowOf = ({ rows }, name) => rows.findIndex((row) => row.name === name);

/** Does this row take part if only one direction reads? */
export const takesPart = ({ lane }, reads) => !lane || reads === "both" || reads === lane;

/** The rows an arrow goes up from into row r. */
export function rowsBelow({ rows }, r) {
  const { kind, layer } = rows[r];
  const below = kind === "input" ? null : layer - 1; // the output's layer is one above the last
  return rows.flatMap((row, s) => (kind !== "input" && row.layer === below ? [s] : []));
}

/** All arrows {from, to, up}, each node's own after those of what it reads. */
export function arrowsOf({ rows, T }, reads) {
  const arrows = [];
  rows.forEach((row, r) => {
    if (!takesPart(row, reads)) return;
    const order = range(T).map((n) => (row.lane === "backward" ? T - 1 - n : n));
    const below = rowsBelow({ rows }, r).filter((s) => takesPart(rows[s], reads));
    order.forEach((t, n) => {
      below.forEach((s) => arrows.push({ from: nodeOf(s, t, T), to: nodeOf(r, t, T), up: true }));
      if (row.lane && n > 0) arrows.push({ from: nodeOf(r, order[n - 1], T), to: nodeOf(r, t, T), up: false });
    });
  });
  return arrows;
}

/** For each node: what it depends on, what depends on it, and the wave in which it can be computed at the earliest. */
export function dependencies({ rows, T }, reads) {
  const nodes = range(rows.length * T);
  const before = nodes.map(() => new Set());
  const after = nodes.map(() => new Set());
  const when = nodes.map(() => 0);
  for (const { from, to, up } of arrowsOf({ rows, T }, reads)) {
    before[to].add(from);
    for (const node of before[from]) before[to].add(node);
    when[to] = Math.max(when[to], when[from] + (up ? 0 : 1));
  }
  before.forEach((needed, to) => needed.forEach((from) => after[from].add(to)));
  return { before, after, when, last: Math.max(...when) };
}
