// The panel under the unrolled grid: what the chosen node is computed from, and its numbers.

import { el, setAttr, setText } from "../kit/dom.js";
import { formula } from "../kit/formula.js";
import { fixed, full, stepIndex } from "../kit/numbers.js";
import { rowLetter } from "./layout.js";
import { keptAt } from "./numbers.js";
import { nodeOf, rowOf, rowsBelow, takesPart } from "./state.js";

const SHOWN = 6;

/** A row's letter with its step as an index; several for the states side by side. */
const atStep = (row, t) => (row.name === "hh" ? [["[h, h′]", "h", stepIndex(t)]]
  : [[rowLetter(row), rowLetter(row)[0], stepIndex(t)]]);

/** h₃² = GRU(h₃¹ * m, h₂²), y₃ = softmax(h₃ W_y + h′₃ W′_y + b_y), x₃ = 0. */
function equation(spec, { where, reads, covered }, [name, t]) {
  const r = rowOf(spec, name);
  const row = spec.rows[r];
  const own = atStep(row, t);
  const below = rowsBelow(spec, r).map((s) => spec.rows[s]).filter((one) => takesPart(one, reads));
  if (row.kind === "input") {
    return [...own, [covered.includes(t) ? " = 0" : spec.tokens ? ` = “${spec.tokens[t]}”` : ""]];
  }
  const listed = (of, masked) => of.flatMap((one, n) => [[n ? ", " : ""], ...atStep(one, t), [masked ? " * m" : ""]]);
  if (row.name === "hh") return [...own, [" = ["], ...listed(below), ["]"]];
  if (row.kind === "output") {
    const matrix = ({ lane }) => (lane === "backward" ? " W′" : " W");
    const terms = below.flatMap((one, n) => [[n ? " + " : ""], ...atStep(one, t), [matrix(one), "", "y"]]);
    const [open, shut] = spec.network.readout.softmax ? [" = softmax(", ")"] : [" = ", ""];
    return [...own, [open], ...terms, [" + "], ["b", "", "y"], [shut]];
  }
  const cell = spec.network.layers[row.layer - 1][row.lane];
  const last = row.lane === "forward" ? t - 1 : t + 1;
  const inputs = listed(below, where === "between" && row.layer > 1);
  return [...own, [` = ${cell.kind.split("_")[0].toUpperCase()}(`], ...inputs, [", "], ...atStep(row, last),
    [where === "along" ? " * m)" : ")"]];
}

/** A node's own numbers: of an output each with its class; of a word, none: they are zeros and a one. */
function numbersOf(spec, row, values, text) {
  if (row.kind === "input" && spec.tokens) return "";
  const belief = row.name === "y" && spec.network.readout.softmax;
  const named = values.map((v, j) => (belief ? `${spec.output_tokens?.[j] ?? j + 1} ${fixed(v)}` : fixed(v)));
  const more = values.length > SHOWN ? text("grid_more", { n: values.length - SHOWN }) : "";
  return named.slice(0, SHOWN).join(belief ? " · " : ", ") + more;
}

/** What covering and masks have done to a node, in sentences. */
function remarks(spec, state, found, [r, t], text) {
  const row = spec.rows[r];
  const said = [];
  if (state.covered.length && row.kind !== "input") {
    const by = found.changes[r][t];
    said.push(by ? text("grid_moved", { by: fixed(by) }) : text("grid_unmoved"));
  }
  if (row.lane && state.where === "along") {
    said.push(text("grid_left", { left: found.survivors[r][t], H: found.numbers[r][t].length }));
  }
  if (row.lane && row.layer > 1 && state.where === "between") {
    const below = rowsBelow(spec, r).filter((s) => takesPart(spec.rows[s], state.reads));
    const [kept, H] = [0, 1].map((n) => below.reduce((sum, s) => sum + keptAt(found.masks, s, t)[n], 0));
    said.push(text("grid_mask", { kept, H }));
  }
  return said.join(" ");
}

export function gridPanel(spec, text) {
  const [letters, numbers, about] = ["letters", "numbers", "about"].map((name) => el("p", { class: name }));
  const node = el("div", { class: "panel" }, letters, numbers, about);

  function show(state, found) {
    const place = state.pointed ?? state.chosen;
    const [r, t] = [rowOf(spec, place[0]), place[1]];
    const [row, values] = [spec.rows[r], found.numbers[r][t]];
    const waiting = row.kind !== "input" && found.when[nodeOf(r, t, spec.T)] > state.t;
    formula(letters, equation(spec, state, place));
    setText(numbers, waiting ? text("grid_waiting", { t: state.t }) : numbersOf(spec, row, values, text));
    setAttr(numbers, "title", waiting ? null : values.map(full).join(", "));
    setText(about, waiting ? "" : remarks(spec, state, found, [r, t], text));
  }
  return { node, show };
}
