// The unrolled network: one column a step, the same W and b in each, h handed from left to right.

import { hitArea, setToken, stateBars, windowOf } from "../kit/columns.js";
import { arrow, label, setAttr, setClass, setText, svg } from "../kit/dom.js";
import { below, inputName } from "../kit/formula.js";
import { pointing } from "../kit/number_field.js";
import { argmax, fixed, range, short } from "../kit/numbers.js";

const HEIGHT = 168;
const CELL = { top: 56, height: 52, middle: 82 };
const FEW_UNITS = 3;

const cellWidth = (column) => Math.min(column * 0.5, 88);

function stateNumbers(H, x, y, point) {
  const lines = range(H).map((j) => point(label("value state", x, y + 15 * j), `h.${j}`));
  const show = (h, known, digits = fixed) => lines.forEach((line, j) => setText(line, known ? digits(h[j]) : ""));
  return { nodes: lines, show };
}

/** What stands under a cell: the token, or x and its number as far as they fit. */
function inputLabel({ tokens, xs }, t, column) {
  if (tokens) return tokens[t];
  const x = `x${below(t)}`;
  if (xs[t].length > 1) return x;
  return column > 80 ? `${x} = ${short(xs[t][0])}` : short(xs[t][0]);
}

/** What the network answers, over its arrow: token or value once it is known, y before. */
function answerLabels(V, x, column, point) {
  const value = point(label("value sym-y", x, 20), V === 1 ? "y.0" : null);
  const name = label("symbol", x, 20);
  function show({ trace, output_tokens, net }, t, known) {
    if (!V) return;
    const answer = net.readout.softmax ? trace[t].p : trace[t].y;
    const number = V === 1 ? fixed(answer[0], column > 60 ? 3 : 2) : "";
    const said = output_tokens ? output_tokens[argmax(answer)] : number;
    setText(value, known && said ? (output_tokens || column <= 90 ? said : `y${below(t)} = ${said}`) : "");
    setText(name, known && said ? "" : `y${below(t)}`);
  }
  return { nodes: V ? [arrow(x, CELL.top, x, 30, "to-y"), value, name] : [], show };
}

function columnOf(given, place, dispatch, text) {
  const { H, V, column, x, roomy, end } = place;
  let step = 0;
  const point = (node, key) => (key ? pointing(node, key, dispatch, () => step) : node);
  const width = cellWidth(column);
  const half = width / 2;
  const answer = answerLabels(V, x, column, point);
  const bars = stateBars(H, x, CELL.middle + 8, { width: width - 8, height: 13 });
  const token = point(label("token sym-x", x, HEIGHT - 12), given.xs[0].length === 1 ? "x.0" : null);
  const hName = label("symbol sym-h", x + column / 2, CELL.middle - 8);
  const numbers = stateNumbers(roomy ? H : 0, x + column / 2, CELL.middle + 18, point);
  const hit = hitArea(x, column, HEIGHT);
  const node = svg("g", { class: "step" }, hit, ...answer.nodes,
    svg("rect", { class: "cell", x: x - half, y: CELL.top, width, height: CELL.height, rx: 8 }),
    label(column < 56 ? "weights small" : "weights", x, CELL.top + 16, "W, b"), bars.node,
    arrow(x, HEIGHT - 30, x, CELL.top + CELL.height + 2, "to-cell"), token,
    arrow(x + half, CELL.middle, Math.min(x + column - half - 2, end), CELL.middle, "to-next"),
    hName, ...numbers.nodes);
  node.addEventListener("click", () => dispatch({ type: "go", t: step }));

  function show(state, spec, t) {
    step = t;
    const h = spec.trace[t].h;
    const done = t < state.t ? 9 : t > state.t ? -1 : state.phase;
    setClass(node, "past", t < state.t);
    setClass(node, "now", t === state.t);
    setClass(node, "made", done >= 3);
    setClass(node, "future", t > state.t);
    setAttr(hit, "aria-label", text("go_to_step", { t, input: inputName(spec, t) }));
    setAttr(hit, "aria-current", t === state.t ? "step" : null);
    setToken(token, inputLabel(spec, t, column), column);
    bars.show(h, done >= 3, state.unit);
    setText(hName, column >= 62 ? `h${below(t)}` : "");
    numbers.show(h, done >= 3);
    answer.show(spec, t, done >= 4);
  }
  return { node, show };
}

/** The state before the steps in view: its name, and its numbers if there is room. */
function startLabels(H, x) {
  const name = label("symbol sym-h", x, CELL.middle - 8);
  const numbers = stateNumbers(H, x, CELL.middle + 18, (line) => line);
  function show({ trace, h_start }, from) {
    setText(name, `h${below(from - 1)}`);
    numbers.show(from ? trace[from - 1].h : h_start, true, from ? fixed : short);
  }
  return { nodes: [name, ...numbers.nodes], show };
}

/** The drawing, and `show(state, spec, width)` to bring it up to date. */
export function unrolled(dispatch, text) {
  const node = svg("svg", { class: "network", role: "group", "aria-label": text("network"), height: HEIGHT });
  let laidOut = "";
  let columns = [];
  let start = null;
  let ends = [];

  function layOut(spec, view, sides, width) {
    const { H, V, roomy } = sides;
    const left = (width - view.column * view.count - sides.left - sides.right) / 2 + sides.left;
    const at = (n) => left + view.column * (n + 0.5);
    columns = range(view.count).map((n) =>
      columnOf(spec, { H, V, roomy, column: view.column, x: at(n), end: width - 4 }, dispatch, text));
    const half = cellWidth(view.column) / 2;
    const from = Math.max(at(0) - view.column + half, 8);
    start = startLabels(roomy ? H : 0, Math.max(left - sides.left / 2, 16));
    ends = [label("more", 6, HEIGHT - 12, "…"), label("more", width - 6, HEIGHT - 12, "…")];
    const first = arrow(Math.max(from, left - sides.left + 4), CELL.middle, at(0) - half - 2, CELL.middle, "to-next");
    node.replaceChildren(first, ...start.nodes, ...columns.map((column) => column.node), ...ends);
    setAttr(node, "viewBox", `0 0 ${width} ${HEIGHT}`);
    setAttr(node, "width", String(width));
  }

  function show(state, spec, width) {
    const T = spec.xs.length;
    const H = spec.h_start.length;
    const V = spec.net.readout ? spec.net.readout.b.length : 0;
    const roomy = H <= FEW_UNITS && width / (T + 1) >= 92;
    const sides = { H, V, roomy, left: roomy ? 58 : 28, right: roomy ? 40 : 12 };
    const view = windowOf(T, state.t, width, sides);
    const wanted = [width, T, H, V, view.count, view.column].join();
    if (wanted !== laidOut) layOut(spec, view, sides, width);
    laidOut = wanted;
    columns.forEach((column, n) => column.show(state, spec, view.from + n));
    start.show(spec, view.from);
    setClass(ends[0], "hidden", view.from === 0);
    setClass(ends[1], "hidden", view.from + view.count === T);
  }
  return { node, show };
}
