// The arithmetic of one layer as a sheet: each entry of the row stands beside the row of W it multiplies; below W,
// column by column, the sum, the bias, and what follows. Every number on it is a number of the formula.

import { el, setAttr, setClass } from "../kit/dom.js";
import { formula } from "../kit/formula.js";
import { fitOf, numberField, numberShown, pointing, rove, scale } from "../kit/number_field.js";
import { fixed, range, short, tight } from "../kit/numbers.js";
import { editKey, phaseOf, reader } from "./state.js";

/** What a number is called aloud. */
export function spoken(key, text) {
  const [name, i, j] = key.split(".");
  return text(`name_${name}`, { i: Number(i) + 1, j: Number(j) + 1 });
}

/** The field or button of a number: a field if it can ever be edited, and pointing at either explains it. */
function numberAt(key, editable, { dispatch, press }) {
  const cell = editable
    ? numberField({
      edit: (value) => dispatch(({ t }) => ({ type: "edit", key: editKey(key, t), value })),
      refuse: (typed, reason) => dispatch({ type: "refuse", key, text: typed, reason }),
    })
    : numberShown({ press });
  cell.node.dataset.key = key;
  pointing(cell.node, key, dispatch);
  return cell;
}

/** One place on the sheet for the number `key`. */
function place(key, { dispatch, text, press, largest }) {
  const editable = editKey(key, 0) !== null;
  const cell = numberAt(key, editable, { dispatch, press });
  const { node } = cell;
  const [value_t, since, name] = [reader(key), phaseOf(key), spoken(key, text)];

  function show(state, spec, lit, fit) {
    const known = since <= state.phase;
    const value = value_t(spec, state.t);
    const given = editable ? editKey(key, state.t) : null; // a later h_prev is computed
    const edited = given !== null && given in state.edits;
    const digits = fit === "roomy" ? (given === null ? fixed : short)(value) : tight(value);
    const shown = known ? digits : "";
    if (editable) {
      cell.show(value, shown, {
        computed: given === null, edited, invalid: state.refused?.key === key,
        label: edited ? `${name}, ${text("edited")}` : name, reading: short(value),
      });
    } else cell.show(shown, known ? `${name} = ${shown}` : `${name}: ${text("not_yet")}`);
    scale(node, known ? value : 0, largest(spec));
    setClass(node, "lit", lit.has(key));
    setClass(node, "made", lit.last === key);
    setClass(node, "unknown", !known);
  }
  return { node, show };
}

const ROOM = { most: 420, aside: 120, least: [46, 34] };
const FIRST = 5; // block, entry, value, a gap, then the columns of W

/** Puts `node` into a cell of the grid. */
function put(node, row, column, { rows = 1, columns = 1, name } = {}) {
  node.setAttribute("style", `grid-area: ${row} / ${column} / span ${rows} / span ${columns}`);
  if (name) node.classList.add(name);
  return node;
}

/** The largest entry of a matrix in size, found once for each version of the network. */
function largestIn(matrix, rows, columns) {
  const entries = range(rows).flatMap((i) => range(columns).map((j) => reader(`${matrix}.${i}.${j}`)));
  const largest = new WeakMap();
  return (spec) => {
    if (!largest.has(spec.net)) largest.set(spec.net, Math.max(...entries.map((entry) => Math.abs(entry(spec, 0)))));
    return largest.get(spec.net);
  };
}

/** A block of rows, W_h, W_x or W_y: its name, and in each row an entry of the vector and its row of the matrix. */
function blockRows({ pieces, from, count, symbol }, line, { row, matrix, columns, largest }, make) {
  const name = put(el("span", { class: `block of-${symbol}` }), line, 1, { rows: count });
  formula(name, pieces);
  const labels = range(count).map((n) => [put(el("span", { class: "entry" }), line + n, 2), from + n]);
  const vector = range(count).map((n) => put(make(row[from + n], null, () => 1), line + n, 3));
  const entries = range(count).flatMap((n) => range(columns).map((j) =>
    put(make(`${matrix}.${from + n}.${j}`, j, largest), line + n, FIRST + j)));
  const frame = el("span", { class: `bracket of-${symbol}`, "aria-hidden": "true" });
  const bracket = put(frame, line, FIRST, { rows: count, columns });
  const lines = range(count).flatMap((n) => [labels[n][0], vector[n]]);
  return { nodes: [bracket, name, ...lines, ...entries], labels, vector, entries };
}

/** A row of results below the matrix, with its name. */
function resultRow({ key }, line, columns, make) {
  const name = put(el("span", { class: "result-name" }), line, 1, { columns: 3 });
  const cells = range(columns).map((k) => put(make(`${key}.${k}`, k, () => 1), line, FIRST + k, { name: "result" }));
  return { name, cells };
}

/** The buttons over the columns: which unit or output is looked at. */
function choosersOf({ columns, heads, choose }, dispatch) {
  return range(columns).map((j) => put(el("button", {
    type: "button", class: "unit", tabindex: "-1", onclick: () => dispatch(choose(j)),
  }, heads(j)), 1, FIRST + j));
}

/**
 * A layer's sheet. `row`: the keys of the row vector; `blocks`: [{pieces, from, count, symbol}] of W; `matrix`: "W"
 * or "W_y"; `results`: [{key, phase}]; `heads`: what stands over each column; `choose`, `chosen`: a column's event
 * and which one is looked at.
 */
export function sheet(layer, { dispatch, text }) {
  const { title, row, blocks, matrix, columns, results, choose, chosen } = layer;
  const places = [];
  const make = (key, column, largest) => {
    const press = () => column !== null && dispatch(choose(column));
    places.push(place(key, { dispatch, text, press, largest }));
    return places.at(-1).node;
  };
  const parts = { row, matrix, columns, largest: largestIn(matrix, row.length, columns) };
  const rowName = put(el("span", { class: "row-name" }), 1, 2, { columns: 2 });
  const choosers = choosersOf(layer, dispatch);
  const made = blocks.map((block) => blockRows(block, 2 + block.from, parts, make));
  const after = 2 + row.length;
  const below = results.map((result, n) => resultRow(result, after + n, columns, make));
  const node = el("div", { class: "sheet", role: "group", "aria-label": title }, rowName, ...choosers,
    ...made.flatMap(({ nodes }) => nodes), ...below.flatMap(({ name, cells }) => [name, ...cells]));
  node.style.setProperty("--columns", columns);
  rove(node, made.flatMap(({ vector }) => vector));
  rove(node, made.flatMap(({ entries }) => entries));
  for (const { cells } of below) rove(node, cells);
  if (columns > 1) rove(node, choosers);

  function show(state, spec, lit, width) {
    const fit = fitOf(width, columns, ROOM);
    setClass(node, "tight", fit === "tight");
    setClass(node, "heat", fit === "heat");
    for (const one of places) one.show(state, spec, lit, fit);
    choosers.forEach((chooser, j) => setAttr(chooser, "aria-pressed", String(chosen(state, spec) === j)));
  }
  function name(rowPieces, entryPieces, resultPieces, phase) {
    formula(rowName, rowPieces);
    for (const [label, n] of made.flatMap(({ labels }) => labels)) formula(label, entryPieces(n));
    below.forEach((line, n) => {
      formula(line.name, resultPieces[n]);
      setClass(line.name, "lit", results[n].phase === phase);
    });
    setClass(rowName, "lit", phase === 0 && matrix === "W");
  }
  return { node, show, name };
}
