// The panel under the unrolled grid: what the chosen node is computed from, and its numbers.

import { setAttr } from "../kit/dom.js";
import { equation } from "../kit/equation.js";
import { piece } from "../kit/formula.js";
import { fixed, full, stepIndex } from "../kit/numbers.js";
import { nodeOf, rowOf, rowsBelow, takesPart } from "./graph.js";
import { rowLetter } from "./layout.js";
import { className, keptBy } from "./numbers.js";

const SHOWN = 6;

/** A row's letter with its step as an index; both for the states side by side. */
const atStep = (row, t) => (row.name === "hh" ? piece("[h, h′]", "h", stepIndex(t))
  : piece(rowLetter(row), rowLetter(row)[0], stepIndex(t)));

const listed = (rows, t, masked) => rows.flatMap((row, n) =>
  [piece(n ? ", " : ""), atStep(row, t), piece(masked ? " * m" : "")]);

/** The right side of an output: [h₃, h′₃], or softmax(h₃ W_y + h′₃ W′_y + b_y). */
function outputFormula({ network: { readout } }, row, below, t) {
  if (row.name === "hh") return [piece(" = ["), ...listed(below, t, false), piece("]")];
  const W = ({ lane }) => piece(lane === "backward" ? " W′" : " W", "", "y");
  const products = below.flatMap((h, n) => [piece(n ? " + " : ""), atStep(h, t), W(h)]);
  const [open, shut] = readout.softmax ? [" = softmax(", ")"] : [" = ", ""];
  return [piece(open), ...products, piece(" + "), piece("b", "", "y"), piece(shut)];
}

/** The right side of a state: GRU(h₃¹ * m, h₂²). */
function stateFormula({ where }, { network: { layers } }, row, below, t) {
  const cell = layers[row.layer - 1][row.lane];
  const name = cell.kind.split("_")[0].toUpperCase();
  const before = row.lane === "forward" ? t - 1 : t + 1;
  return [piece(` = ${name}(`), ...listed(below, t, where === "between" && row.layer > 1),
    piece(", "), atStep(row, before), piece(where === "along" ? " * m)" : ")")];
}

/** h₃² = GRU(h₃¹ * m, h₂²), y₃ = softmax(h₃ W_y + h′₃ W′_y + b_y), x₃ = 0. */
function formulaOf(state, spec, r, t) {
  const row = spec.rows[r];
  const below = rowsBelow(spec, r).map((s) => spec.rows[s]).filter((other) => takesPart(other, state.reads));
  const word = spec.tokens ? ` = “${spec.tokens[t]}”` : "";
  return [atStep(row, t), ...({
    input: () => [piece(state.covered.includes(t) ? " = 0" : word)],
    output: () => outputFormula(spec, row, below, t),
    state: () => stateFormula(state, spec, row, below, t),
  })[row.kind]()];
}

/** A node's own numbers: of an output each with its class; of a word, none: they are zeros and a one. */
function numbersOf(spec, row, values, text) {
  if (row.kind === "input" && spec.tokens) return "";
  const answers = row.name === "y" && spec.network.readout.softmax;
  const named = values.map((v, j) => (answers ? `${className(spec, j)} ${fixed(v)}` : fixed(v)));
  const more = values.length > SHOWN ? text("grid_more", { n: values.length - SHOWN }) : "";
  return named.slice(0, SHOWN).join(answers ? " · " : ", ") + more;
}

/** What covering and masks have done to a node, in sentences. */
function remarks(state, spec, r, t, text) {
  const row = spec.rows[r];
  const sentences = [];
  if (state.covered.length && row.kind !== "input") {
    const by = spec.changes[r][t];
    sentences.push(by ? text("grid_moved", { by: fixed(by) }) : text("grid_unmoved"));
  }
  if (row.lane && state.where === "along") {
    sentences.push(text("grid_left", { left: spec.survivors[r][t], H: spec.numbers[r][t].length }));
  }
  if (row.lane && row.layer > 1 && state.where === "between") {
    const below = rowsBelow(spec, r).filter((s) => takesPart(spec.rows[s], state.reads));
    const [kept, H] = [0, 1].map((n) => below.reduce((sum, s) => sum + keptBy(spec.masks[s][t])[n], 0));
    sentences.push(text("grid_mask", { kept, H }));
  }
  return sentences.join(" ");
}

/** The panel, and `show(state, spec)` to bring it up to date. */
export function nodePanel(text) {
  const panel = equation(["letters", "numbers", "about"]);
  function show(state, spec) {
    const [name, t] = state.pointed ?? state.chosen;
    const r = rowOf(spec, name);
    const [row, values] = [spec.rows[r], spec.numbers[r][t]];
    const waiting = row.kind !== "input" && spec.when[nodeOf(r, t, spec.T)] > state.t;
    panel.show({
      letters: formulaOf(state, spec, r, t),
      numbers: waiting ? text("grid_waiting", { t: state.t }) : numbersOf(spec, row, values, text),
      about: waiting ? "" : remarks(state, spec, r, t, text),
    });
    setAttr(panel.lines.numbers, "title", waiting ? null : values.map(full).join(", "));
  }
  return { node: panel.node, show };
}
