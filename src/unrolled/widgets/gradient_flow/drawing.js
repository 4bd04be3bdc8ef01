// The unrolled network with both directions: thin arrows forwards, broad ones back. What reaches h_t comes from above
// (its own loss, solid) and from the right (the future, hollow); below, the two are added for the chosen unit.

import { hitArea, setToken, stateBars, windowOf } from "../kit/columns.js";
import { arrow, label, setAttr, setClass, setText, svg } from "../kit/dom.js";
import { below, inputName } from "../kit/formula.js";
import { pointing } from "../kit/number_field.js";
import { argmax, fixed, range, short, tight } from "../kit/numbers.js";
import { grade } from "./explain.js";
import { isKnown } from "./state.js";

const TALL = 316;
const ROW = { loss: 16, output: 36, target: 54, token: 208, top: 234, bottom: 300 };
const HEADS = ["loss", "output", "target"];
const BOX = { top: 112, height: 54, there: 127, back: 150 };
const NUMBERS_FROM = 150; // px of a column that has room for the numbers beside its arrows

const norm = (v) => Math.sqrt(v.reduce((sum, v_j) => sum + v_j * v_j, 0));
const boxWidth = (column) => Math.min(column * 0.46, 84);

/** A broad arrow from (x1, y1) to (x2, y2), along one axis; its breadth says how much it carries. */
function broadArrow(name, [x1, y1], [x2, y2]) {
  const node = svg("path", { class: `flow ${name}` });
  const [dx, dy] = [Math.sign(x2 - x1), Math.sign(y2 - y1)];
  return {
    node,
    show(share, on) {
      setClass(node, "hidden", !on || share === 0);
      const [w, head] = [0.8 + 4.2 * share, 3 + 4.5 * share];
      const neck = 5 + 4 * share;
      const at = (along, aside) =>
        `${(x2 - dx * along - dy * aside).toFixed(1)} ${(y2 - dy * along + dx * aside).toFixed(1)}`;
      const length = Math.abs(x2 - x1) + Math.abs(y2 - y1);
      const corners = [[length, w], [neck, w], [neck, head], [0, 0], [neck, -head], [neck, -w], [length, -w]];
      setAttr(node, "d", `M${corners.map(([along, aside]) => at(along, aside)).join("L")}Z`);
    },
  };
}

/** Own part, future part standing on it, and their sum beside them. */
function addition(x, column) {
  const slot = Math.min(column / 3.3, 50);
  const names = ["own", "future", "total"];
  const bars = names.map((name, n) =>
    svg("rect", { class: `sum-bar ${name}`, x: x + (n - 1.36) * slot, width: slot * 0.72 }));
  const labels = names.map((name, n) => label(`sum-number of-${name}`, x + (n - 1) * slot, 0));
  const joints = [0, 1].map((n) => svg("line", { class: "joint", x1: x + (n - 1) * slot, x2: x + n * slot }));
  const node = svg("g", {}, ...joints, ...bars, ...labels);
  function show({ own, future, dh }, known, scale) {
    const spans = [[0, own], [own, dh], [0, dh]];
    spans.forEach(([from, to], n) => {
      const [high, low] = [scale(Math.max(from, to)), scale(Math.min(from, to))];
      setClass(bars[n], "hidden", !known[n]);
      setAttr(bars[n], "y", high.toFixed(2));
      setAttr(bars[n], "height", Math.max(low - high, 1.5).toFixed(2));
      setAttr(labels[n], "y", (to >= from ? high - 5 : low + 13).toFixed(1));
      setText(labels[n], known[n] && slot >= 38 ? grade([own, future, dh][n]) : "");
    });
    joints.forEach((joint, n) => {
      for (const end of ["y1", "y2"]) setAttr(joint, end, scale(spans[n][1]).toFixed(2));
      setClass(joint, "hidden", !known[n + 1]);
    });
  }
  return { node, show };
}

/** What stands over a step: its loss, its output, its target. */
function headOf(spec, t, roomy) {
  const { trace, back, targets, output_tokens, loss, counts } = spec;
  const brief = roomy ? fixed : tight;
  const answer = loss === "softmax" ? trace[t].p : trace[t].y;
  const best = argmax(answer);
  const named = (k) => output_tokens?.[k] ?? `${k}`;
  const whole = answer.length === 1 ? brief(answer[0]) : "";
  const wanted = () => (loss === "softmax" ? named(targets[t]) : targets[t].length === 1 ? short(targets[t][0]) : "");
  return {
    loss: counts[t] ? (roomy ? grade : tight)(back[t].loss) : "–",
    output: loss === "softmax" || output_tokens ? named(best) : whole,
    target: counts[t] ? wanted() : "–",
  };
}

/** These three as texts in a column; a target is there before its step is reached. */
function headLabels(x, roomy) {
  const lines = HEADS.map((name) => label(`head ${name}`, x, ROW[name]));
  function show(spec, t, passed) {
    const heads = headOf(spec, t, roomy);
    HEADS.forEach((name, n) => setText(lines[n], passed || name === "target" ? heads[name] : ""));
  }
  return { nodes: lines, show };
}

/** What comes to h_t in a column: the broad arrows of both parts, and their numbers. */
function stackOf(x, place, dispatch) {
  const numbers = (name, [left, top], anchor) => range(place.numbered ? place.H : 0).map((j) => {
    const line = label(`flow-number of-${name} ${anchor}`, left, top + 14 * j);
    return pointing(line, `${name}.${j}`, dispatch, place.step);
  });
  const half = boxWidth(place.column) / 2;
  const lines = {
    own: numbers("own", [x + 20, 84 - 7 * (place.H - 1)], "from"),
    future: numbers("future", [x + place.column / 2, BOX.back + 22], ""),
  };
  const arrows = {
    own: broadArrow("own", [x + 7, 64], [x + 7, BOX.top - 2]),
    future: broadArrow("future", [x + place.column - half - 2, BOX.back], [x + half + 2, BOX.back]),
  };
  function show(now, known, largest) {
    for (const name of ["own", "future"]) {
      const size = norm(now[name]);
      arrows[name].show(largest ? size / largest : 0, known(name));
      lines[name].forEach((line, j) => setText(line, known(name) && size ? grade(now[name][j]) : ""));
    }
  }
  const nodes = [...(place.last ? [] : [arrows.future.node]), arrows.own.node, ...lines.own, ...lines.future];
  return { nodes, show };
}

function columnAt(x, place, dispatch, text) {
  const { H, column, roomy } = place;
  let step = 0;
  const half = boxWidth(column) / 2;
  const heads = headLabels(x, roomy);
  const token = label("token sym-x", x, ROW.token);
  const bars = stateBars(H, x, BOX.top + BOX.height / 2, { width: half * 2 - 8, height: 17 });
  const flows = stackOf(x, { ...place, step: () => step }, dispatch);
  const sums = addition(x, column);
  const cell = svg("rect", { class: "cell", x: x - half, y: BOX.top, width: half * 2, height: BOX.height, rx: 8 });
  const onward = arrow(x + half, BOX.there, x + column - half - 2, BOX.there, "there to-next");
  const hit = hitArea(x, column, TALL);
  const node = svg("g", { class: "step" }, ...heads.nodes,
    arrow(x - 7, BOX.top, x - 7, 64, "there"), cell, bars.node,
    arrow(x, ROW.token - 14, x, BOX.top + BOX.height + 2, "there"), token,
    ...(place.last ? [] : [onward]), ...flows.nodes, sums.node);
  for (const one of [node, hit]) one.addEventListener("click", () => dispatch({ type: "go", t: step }));

  function show(state, spec, t, { largest, scale }) {
    step = t;
    const now = spec.back[t];
    const known = (key) => isKnown(state, `${key}.0`, t);
    const passed = isKnown(state, "h.0", t);
    for (const one of [node, hit]) setClass(one, "now", t === state.t);
    setClass(node, "future", !passed);
    setClass(node, "made", passed);
    setAttr(hit, "aria-label", text("go_to_step", { t, input: inputName(spec, t) }));
    setAttr(hit, "aria-current", t === state.t ? "step" : null);
    heads.show(spec, t, passed);
    setToken(token, spec.tokens?.[t] ?? (spec.xs[t].length === 1 ? short(spec.xs[t][0]) : `x${below(t)}`), column);
    bars.show(spec.trace[t].h, passed, state.unit);
    flows.show(now, known, largest);
    const j = state.unit;
    sums.show({ own: now.own[j], future: now.future[j], dh: now.dh[j] }, ["own", "future", "dh"].map(known), scale);
  }
  return { node, hit, show };
}

/** One scale for the added bars of all steps, and the largest part there is. */
function scalesOf({ back }, unit) {
  const ends = back.flatMap(({ own, dh }) => [own[unit], dh[unit]]);
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const span = high - low || 1;
  return {
    largest: Math.max(...back.flatMap(({ own, future }) => [norm(own), norm(future)])),
    scale: (value) => ROW.top + ((high - value) / span) * (ROW.bottom - ROW.top),
  };
}

/** The names of the rows, at the left edge: three over the columns, and one over the added bars. */
function rowNames(x, text) {
  const heads = HEADS.map((name) => label("row-head", x, ROW[name], text(`flow_row_${name}`)));
  const sum = label("row-head", x, ROW.top - 6);
  return { nodes: [...heads, sum], show: ({ unit }) => setText(sum, text("flow_row_sum", { unit: unit + 1 })) };
}

/** The drawing, and `show(state, spec, width)` to bring it up to date. */
export function flowDrawing(dispatch, text) {
  const node = svg("svg", { class: "network", role: "group", "aria-label": text("flow_network"), height: TALL });
  let [laidOut, columns, ends, start, names, zero] = ["", [], [], null, null, null];

  function layOut(H, view, sides, width) {
    const left = Math.max((width - view.column * view.count - sides.left - sides.right) / 2, 0) + sides.left;
    const at = (n) => left + view.column * (n + 0.5);
    columns = range(view.count).map((n) => columnAt(at(n), {
      H, column: view.column, roomy: view.column >= 64, numbered: H <= 2 && view.column >= NUMBERS_FROM,
      last: n === view.count - 1,
    }, dispatch, text));
    names = rowNames(left - sides.left + 2, text);
    start = label("symbol sym-h", at(0) - view.column / 2 - 8, BOX.there - 6);
    zero = svg("line", { class: "zero", x1: left, x2: left + view.column * view.count });
    ends = [label("more", 6, ROW.token, "…"), label("more", width - 6, ROW.token, "…")];
    const first = arrow(at(0) - view.column / 2 - 16, BOX.there, at(0) - boxWidth(view.column) / 2 - 2, BOX.there,
      "there to-next");
    // What can be pressed lies below, so that no arrow is covered.
    node.replaceChildren(...columns.map(({ hit }) => hit), first, start, ...names.nodes, zero,
      ...columns.map((column) => column.node), ...ends);
    setAttr(node, "viewBox", `0 0 ${width} ${TALL}`);
    setAttr(node, "width", String(width));
  }

  function show(state, spec, width) {
    const [T, H] = [spec.xs.length, spec.h_start.length];
    const sides = { left: width > 520 ? 66 : 54, right: 8 };
    const view = windowOf(T, state.t, width, sides);
    const wanted = [width, T, H, view.count, view.column].join();
    if (wanted !== laidOut) layOut(H, view, sides, width);
    laidOut = wanted;
    const scales = scalesOf(spec, state.unit);
    columns.forEach((column, n) => column.show(state, spec, view.from + n, scales));
    setText(start, `h${below(view.from - 1)}`);
    names.show(state);
    for (const end of ["y1", "y2"]) setAttr(zero, end, scales.scale(0).toFixed(2));
    [view.from === 0, view.from + view.count === T].forEach((reached, n) => setClass(ends[n], "hidden", reached));
  }
  return { node, show };
}
