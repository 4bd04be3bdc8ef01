// What the unrolled grid says in words: a node's name, what it depends on, what covering and dropout do.

import { fixed, tight } from "../kit/numbers.js";
import { believed } from "./numbers.js";
import { nodeOf, rowOf, takesPart } from "./state.js";

const raisedNumber = (n) => String(n).replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);

/** "“broken” (t = 3)", or "t = 3". */
export const placeName = ({ tokens }, t, text) =>
  text(tokens ? "grid_place_word" : "grid_place", { t, token: tokens?.[t] ?? "" });

function rowName({ rows }, name, text) {
  const { kind, lane, layer } = rows.find((row) => row.name === name);
  if (kind !== "state") return text(`grid_row_${name}`);
  const both = rows.some((row) => row.layer === layer && row.lane === "backward") ? `_${lane}` : "";
  return text(`grid_row_${/\d/.test(name) ? "layer" : "h"}${both}`, { layer });
}

export const nodeName = (spec, [name, t], text) =>
  text("grid_at", { row: rowName(spec, name, text), place: placeName(spec, t, text) });

/** What a node depends on and what depends on it. */
export function sayReach(spec, state, found, text) {
  const node = state.pointed ?? state.chosen;
  const id = nodeOf(rowOf(spec, node[0]), node[1], spec.T);
  const inputs = [...found.before[id]].filter((other) => other < spec.T).length;
  const told = {
    node: nodeName(spec, node, text), inputs, T: spec.T, states: found.before[id].size - inputs,
    later: found.after[id].size, all: countThere(spec, state),
  };
  return text(node[0] === "x" ? "grid_input_reach" : found.after[id].size ? "grid_depends" : "grid_depends_end", told);
}

/** Which states and outputs the last round has computed; empty if the last of all is done. */
export function sayRound(spec, { t, reads }, { when, last }, text) {
  if (t === last) return "";
  const nodes = when.flatMap((round, id) => {
    const row = spec.rows[Math.floor(id / spec.T)];
    return round === t && row.kind !== "input" && takesPart(row, reads) ? [[row.name, id % spec.T]] : [];
  });
  const said = nodes.slice(0, 3).map((node) => nodeName(spec, node, text));
  if (nodes.length > 3) said.push(text("grid_others", { n: nodes.length - 3 }));
  return text("grid_round", { t, nodes: said.join(text("grid_and")) });
}

/** How many states and outputs take part. */
const countThere = ({ rows, T }, { reads }) =>
  rows.filter((row) => row.kind !== "input" && takesPart(row, reads)).length * T;

/** What covering has changed; empty if nothing is covered. */
export function sayCovered(spec, state, found, text) {
  if (!state.covered.length) return text("grid_cover_one");
  const all = found.changes.flatMap((row, r) => row.map((by, t) => ({ by, node: [spec.rows[r].name, t] })));
  const changed = all.slice(spec.T).filter(({ by }) => by > 0);
  const words = state.covered.map((t) => placeName(spec, t, text)).join(text("grid_and"));
  const most = changed.reduce((top, one) => (one.by > top.by ? one : top), { by: 0, node: state.chosen });
  const told = {
    words, n: changed.length, all: countThere(spec, state), by: fixed(most.by), node: nodeName(spec, most.node, text),
  };
  return text(changed.length ? "grid_covered" : "grid_covered_none", told) + sayAnswer(spec, state, found, text);
}

/** What the answer at the chosen step was, and is. */
function sayAnswer(spec, state, found, text) {
  if (!spec.network.readout?.softmax) return "";
  const [, t] = state.chosen;
  const [now, free] = [found.numbers, found.free].map((numbers) => believed(spec, numbers, t));
  const name = ({ best }) => spec.output_tokens?.[best] ?? `${best + 1}`;
  const told = { place: placeName(spec, t, text), from: name(free), p: tight(free.p), to: name(now), q: tight(now.p) };
  return text(now.best === free.best ? "grid_keeps" : "grid_turns", told);
}

/** What the masks do. */
export function sayDropout(spec, state, found, text) {
  const { network: { p }, rows, T } = spec;
  const top = rows.findLastIndex((row) => row.lane && takesPart(row, state.reads));
  const [first, last] = rows[top].lane === "forward" ? [0, T - 1] : [T - 1, 0];
  const [H, left] = [first, last].map((t) => found.survivors[top][t]);
  const told = {
    p: tight(p), H, left, row: rowName(spec, rows[top].name, text), n: raisedNumber(T - 1),
    share: fixed((1 - p) ** (T - 1), 4),
  };
  return text(`grid_told_${state.where}`, told);
}
