// The way back in numbers: what arrives at h_t and becomes da_t; what this step adds to dW_h, dW_x and db, and the sum.

import { spoken } from "../forward_stepper/sheet.js";
import { el, setAttr, setClass, setText } from "../kit/dom.js";
import { formula, piece } from "../kit/formula.js";
import { fitOf, numberShown, pointing, rove, scale } from "../kit/number_field.js";
import { range, short, stepIndex, tight } from "../kit/numbers.js";
import { grade, gradient, isSmall } from "./explain.js";
import { isKnown, phaseOf, valueOf } from "./state.js";

const ROOM = { most: 440, least: [44, 32] }; // for the columns, with what stands aside of them

const isGiven = (key) => phaseOf(key) < 0 && !/^(h|y|p)\./.test(key);

/** The step whose number a place shows: of a sum not yet grown, the sum of the steps before on the way back. */
export function stepShown(state, spec, key) {
  const waiting = key.startsWith("sum_") && !isKnown(state, key, state.t);
  return waiting && state.backward && state.t + 1 < spec.xs.length ? state.t + 1 : state.t;
}

/** A number as its place shows it; one too small for its digits keeps its power of ten. */
function digitsOf(key, t, value, fit) {
  if (fit !== "roomy" && !isSmall(value)) return tight(value);
  return (isGiven(key) && !(key.startsWith("h_prev") && t) ? short : grade)(value);
}

/** One place on a sheet for the number `key`; pointing at it explains it, pressing it chooses its unit. */
function spot(key, column, { dispatch, text }, largest) {
  const cell = numberShown({ press: () => column !== null && dispatch({ type: "unit", unit: column }) });
  const { node } = cell;
  node.dataset.key = key;
  pointing(node, key, dispatch);
  const name = spoken(key, text);
  function show(state, spec, lit, fit) {
    const t = stepShown(state, spec, key);
    const known = isKnown(state, key, t);
    const value = valueOf(spec, key, t);
    const digits = digitsOf(key, t, value, fit);
    cell.show(known ? digits : "", known ? `${name} = ${digits}` : `${name}: ${text("not_yet")}`);
    scale(node, known ? value : 0, largest(spec));
    setClass(node, "lit", lit.has(key));
    setClass(node, "made", lit.last === key);
    setClass(node, "unknown", !known);
  }
  return { node, show };
}

/** The largest of some numbers over all steps, found once for each run. */
function largestOf(keys) {
  const largest = new WeakMap();
  return (spec) => {
    const { back } = spec;
    if (!largest.has(back)) {
      largest.set(back, Math.max(...back.flatMap((_, t) => keys.map((key) => Math.abs(valueOf(spec, key, t))))));
    }
    return largest.get(back);
  };
}

/** Places, the rows they stand in, and a way to bring all up to date. */
function collection(tools) {
  const spots = [];
  return {
    row(keys, largest, columnOf = (n) => n) {
      const made = keys.map((key, n) => spot(key, columnOf(n), tools, largest));
      spots.push(...made);
      return made.map(({ node }) => node);
    },
    show: (...all) => { for (const one of spots) one.show(...all); },
  };
}

function choosers(H, { dispatch, text }) {
  return range(H).map((unit) => el("button", {
    type: "button", class: "unit", tabindex: "-1", onclick: () => dispatch({ type: "unit", unit }),
  }, text("unit", { n: unit + 1 })));
}

const ARRIVALS = ["own", "future", "dh", "slope", "da"];

/** own + future = dh, times the slope = da: a row each, a column for each unit. */
export function arrivalsSheet({ H }, tools) {
  const { text } = tools;
  const all = collection(tools);
  const keys = (name) => range(H).map((j) => `${name}.${j}`);
  const gradients = largestOf(["own", "future", "dh", "da"].flatMap(keys));
  const units = choosers(H, tools);
  const rows = ARRIVALS.map((name) => {
    const letters = el("span", { class: "letters" });
    const word = el("span", { class: "word" }, text(`flow_${name}_row`));
    const head = el("span", { class: `arrival of-${name}` }, word, letters);
    return { name, letters, head, cells: all.row(keys(name), name === "slope" ? () => 1 : gradients) };
  });
  const node = el("div", { class: "sheet arrivals", role: "group", "aria-label": text("sheet_arrivals") },
    el("span", {}), ...units, ...rows.flatMap(({ head, cells }) => [head, ...cells]));
  node.style.setProperty("--columns", H);
  for (const { cells } of rows) rove(node, cells);
  if (H > 1) rove(node, units);

  function show(state, spec, lit, width) {
    const fit = fitOf(width, H, { ...ROOM, aside: 132 });
    const { activation } = spec.net.cell;
    setClass(node, "tight", fit === "tight");
    setClass(node, "heat", fit === "heat");
    all.show(state, spec, lit, fit);
    const [now, next] = [`${state.t}`, `${state.t + 1}`];
    const named = {
      own: [...gradient("y", now), piece(" "), piece("W", "", "y"), piece("ᵀ")],
      future: [piece("+ "), ...gradient("a", next), piece(" "), piece("W", "", "h"), piece("ᵀ")],
      dh: [piece("= "), ...gradient("h", now)],
      slope: [piece(`· ${activation}′(`), piece("a", "a", now), piece(")")], da: [piece("= "), ...gradient("a", now)],
    };
    rows.forEach(({ name, letters, head }, n) => {
      formula(letters, named[name]);
      setClass(head, "lit", state.backward && state.inside && state.phase === Math.min(n, 3));
    });
    units.forEach((unit, j) => setAttr(unit, "aria-pressed", String(state.unit === j)));
  }
  return { node, show };
}

/** The blocks of weights a step touches: their name, what they have met, and their rows. */
const blocksOf = ({ D, H }) => [
  { sub: "h", letter: "W", met: range(H).map((j) => `h_prev.${j}`), from: 0, symbol: "h" },
  { sub: "x", letter: "W", met: range(D).map((d) => `x.${d}`), from: H, symbol: "x" },
  { sub: "", letter: "b", met: ["one"], from: null, symbol: "" },
];

const keysOf = (matrix, { from }, n, H) =>
  range(H).map((j) => (from === null ? `${matrix}b.${j}` : `${matrix}W.${from + n}.${j}`));

function titleOfSums(state, { from, last }) {
  if (!isKnown(state, "sum_b.0", from)) return "flow_sums_none";
  return from === last ? "flow_sums_one" : "flow_sums";
}

/** The blocks as nodes: a name, then its rows, of parts each beside what it has met; `factors` are these last. */
function blockNodes(size, matrix, all) {
  const { H } = size;
  const blocks = blocksOf(size);
  const largest = largestOf(blocks.flatMap((block) => block.met.flatMap((_, n) => keysOf(matrix, block, n, H))));
  const factors = [];
  const metBy = (key) => {
    if (key === "one") return [el("span", { class: "one" }, "1")];
    factors.push(...all.row([key], () => 1, () => null));
    return [factors.at(-1)];
  };
  const nodes = blocks.flatMap((block) => {
    const letters = el("span", { class: "letters" });
    formula(letters, gradient(block.letter, block.sub));
    const style = `grid-row: span ${block.met.length}`;
    const rows = block.met.map((key, n) =>
      [...(matrix === "d" ? metBy(key) : []), ...all.row(keysOf(matrix, block, n, H), largest)]);
    return [el("span", { class: `block of-${block.symbol}`, style }, letters), ...rows.flat()];
  });
  return { nodes, factors };
}

/** dW_h, dW_x and db: the part of this step, beside what it has met, or the sum so far. */
export function weightsSheet(size, tools, matrix) {
  const { H } = size;
  const all = collection(tools);
  const title = el("p", { class: "sheet-title" });
  const { nodes, factors } = blockNodes(size, matrix, all);
  const times = el("span", { class: "letters times" });
  const met = matrix === "d" ? [el("span", { class: "met" }, tools.text("flow_met"))] : [];
  const heads = [el("span", {}), ...met, times];
  const grid = el("div", { class: `sheet weights-sheet ${matrix === "d" ? "parts" : "sums"}` }, ...heads, ...nodes);
  grid.style.setProperty("--columns", H);
  rove(grid, factors);
  rove(grid, [...grid.querySelectorAll(".num")].filter((cell) => !factors.includes(cell)));
  const node = el("div", { class: "sheet-with-title", role: "group" }, title, grid);

  function show(state, spec, lit, width) {
    const fit = fitOf(width, H, { ...ROOM, aside: matrix === "d" ? 100 : 44 });
    setClass(grid, "tight", fit === "tight");
    setClass(grid, "heat", fit === "heat");
    all.show(state, spec, lit, fit);
    if (matrix === "d") formula(times, [piece("· "), ...gradient("a", `${state.t}`)]);
    const told = { t: stepIndex(state.t), last: spec.xs.length - 1, from: stepShown(state, spec, "sum_b.0") };
    const named = tools.text(matrix === "d" ? "flow_parts" : titleOfSums(state, told), told);
    setText(title, named);
    setAttr(node, "aria-label", named);
    setClass(title, "lit", state.backward && state.inside && state.phase === 4);
  }
  return { node, show };
}
