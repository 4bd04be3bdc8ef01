// What the unrolled grid says in words: a node's name, what it depends on, what covering and dropout do.

import { fixed, tight } from "../kit/numbers.js";
import { nodeOf, rowOf, takesPart } from "./graph.js";
import { answerAt, className } from "./numbers.js";

const superscript = (n) => String(n).replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);

/** "“broken” (t = 3)", or "t = 3". */
const stepName = ({ tokens }, t, text) =>
  text(tokens ? "grid_place_word" : "grid_place", { t, token: tokens?.[t] ?? "" });

function rowName({ rows }, name, text) {
  const { kind, lane, layer } = rows.find((row) => row.name === name);
  if (kind !== "state") return text(`grid_row_${name}`);
  const both = rows.some((row) => row.layer === layer && row.lane === "backward") ? `_${lane}` : "";
  return text(`grid_row_${/\d/.test(name) ? "layer" : "h"}${both}`, { layer });
}

export const nodeName = (given, [name, t], text) =>
  text("grid_at", { row: rowName(given, name, text), place: stepName(given, t, text) });

/** What a node depends on and what depends on it. */
export function sayReach(state, spec, text) {
  const node = state.pointed ?? state.chosen;
  const id = nodeOf(rowOf(spec, node[0]), node[1], spec.T);
  const inputs = [...spec.before[id]].filter((other) => other < spec.T).length;
  const later = spec.after[id].size;
  return text(node[0] === "x" ? "grid_input_reach" : later ? "grid_depends" : "grid_depends_end", {
    node: nodeName(spec, node, text), inputs, T: spec.T, states: spec.before[id].size - inputs, later,
    all: countComputed(state, spec),
  });
}

/** Which states and outputs the last round has computed; empty if the last of all is done. */
export function sayRound({ t, reads }, spec, text) {
  if (t === spec.last) return "";
  const nodes = spec.when.flatMap((round, id) => {
    const row = spec.rows[Math.floor(id / spec.T)];
    return round === t && row.kind !== "input" && takesPart(row, reads) ? [[row.name, id % spec.T]] : [];
  });
  const names = nodes.slice(0, 3).map((node) => nodeName(spec, node, text));
  if (nodes.length > 3) names.push(text("grid_others", { n: nodes.length - 3 }));
  return text("grid_round", { t, nodes: names.join(text("grid_and")) });
}

/** How many states and outputs take part. */
const countComputed = ({ reads }, { rows, T }) =>
  rows.filter((row) => row.kind !== "input" && takesPart(row, reads)).length * T;

/** What covering has changed; what covering is for if nothing is covered. */
export function sayCovered(state, spec, text) {
  if (!state.covered.length) return text("grid_cover_one");
  const changes = spec.changes.flatMap((row, r) => row.map((by, t) => ({ by, node: [spec.rows[r].name, t] })));
  const changed = changes.slice(spec.T).filter(({ by }) => by > 0);
  const most = changed.reduce((top, change) => (change.by > top.by ? change : top), { by: 0, node: state.chosen });
  return text(changed.length ? "grid_covered" : "grid_covered_none", {
    words: state.covered.map((t) => stepName(spec, t, text)).join(text("grid_and")), n: changed.length,
    all: countComputed(state, spec), by: fixed(most.by), node: nodeName(spec, most.node, text),
  }) + sayAnswer(state, spec, text);
}

/** What the answer at the chosen step was, and is. */
function sayAnswer({ chosen: [, t] }, spec, text) {
  if (!spec.network.readout?.softmax) return "";
  const [now, before] = [spec.numbers, spec.uncovered].map((numbers) => answerAt(numbers, spec, t));
  return text(now.best === before.best ? "grid_keeps" : "grid_turns", {
    place: stepName(spec, t, text), from: className(spec, before.best), p: tight(before.p),
    to: className(spec, now.best), q: tight(now.p),
  });
}

/** What the masks do. */
export function sayDropout(state, spec, text) {
  const { network: { p }, rows, T } = spec;
  const top = rows.findLastIndex((row) => row.lane && takesPart(row, state.reads));
  const [first, last] = rows[top].lane === "forward" ? [0, T - 1] : [T - 1, 0];
  const [H, left] = [first, last].map((t) => spec.survivors[top][t]);
  return text(`grid_told_${state.where}`, {
    p: tight(p), H, left, row: rowName(spec, rows[top].name, text), n: superscript(T - 1),
    share: fixed((1 - p) ** (T - 1), 4),
  });
}
