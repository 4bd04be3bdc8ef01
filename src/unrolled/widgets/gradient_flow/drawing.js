// The unrolled network with both directions: thin arrows forwards, broad ones back. What reaches h_t comes from above
// (its own loss, solid) and from the right (the future, hollow); below, the two are added for the chosen unit.

import { stateBars, windowOf } from "../kit/columns.js";
import { arrow, label, setAttr, setClass, setText, setVar, svg } from "../kit/dom.js";
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

function stackOf(x, place, dispatch) {
  const numbers = (name, [left, top], anchor) => range(place.numbered ? place.H : 0).map((j) => {
    const line = label(`flow-number of-${name} ${anchor}`, left, top + 14 * j);
    return pointing(line, `${name}.${j}`, dispatch, place.step);
  });
  const half = boxWidth(place.column) / 2;
  return {
    own: numbers("own", [x + 20, 84 - 7 * (place.H - 1)], "from"),
    future: numbers("future", [x + place.column / 2, BOX.back + 22], ""),
    arrows: {
      own: broadArrow("own", [x + 7, 64], [x + 7, BOX.top - 2]),
      future: broadArrow("future", [x + place.column - half - 2, BOX.back], [x + half + 2, BOX.back]),
    },
  };
}

function columnAt(x, place, dispatch, text) {
  const { H, column, roomy } = place;
  let step = 0;
  const half = boxWidth(column) / 2;
  const heads = Object.fromEntries(HEADS.map((name) => [name, label(`head ${name}`, x, ROW[name])]));
  const token = label("token sym-x", x, ROW.token);
  const bars = stateBars(H, x, BOX.top + BOX.height / 2, { width: half * 2 - 8, height: 17 });
  const flows = stackOf(x, { ...place, step: () => step }, dispatch);
  const sums = addition(x, column);
  const cell = svg("rect", { class: "cell", x: x - half, y: BOX.top, width: half * 2, height: BOX.height, rx: 8 });
  const onward = arrow(x + half, BOX.there, x + column - half - 2, BOX.there, "there to-next");
  const hit = svg("rect", {
    class: "hit", role: "button", tabindex: "-1", x: x - column / 2, y: 2, width: column, height: TALL - 4, rx: 8,
  });
  const node = svg("g", { class: "step" }, ...Object.values(heads),
    arrow(x - 7, BOX.top, x - 7, 64, "there"), cell, bars.node,
    arrow(x, ROW.token - 14, x, BOX.top + BOX.height + 2, "there"), token,
    ...(place.last ? [] : [onward, flows.arrows.future.node]),
    flows.arrows.own.node, ...flows.own, ...flows.future, sums.node);
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
    const said = headOf(spec, t, roomy);
    for (const name of HEADS) setText(heads[name], passed || name === "target" ? said[name] : "");
    setText(token, spec.tokens?.[t] ?? (spec.xs[t].length === 1 ? short(spec.xs[t][0]) : `x${below(t)}`));
    setVar(token, "font-size", `${Math.min(13, Math.max(9, (column - 4) / (0.6 * token.textContent.length)))}px`);
    bars.show(spec.trace[t].h, passed, state.unit);
    for (const name of ["own", "future"]) {
      flows.arrows[name].show(largest ? norm(now[name]) / largest : 0, known(name));
      flows[name].forEach((line, j) => setText(line, known(name) && norm(now[name]) ? grade(now[name][j]) : ""));
    }
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

/** The drawing, and `show(state, spec, width)` to bring it up to date. */
export function flowDrawing(dispatch, text) {
  const node = svg("svg", { class: "network", role: "group", "aria-label": text("flow_network"), height: TALL });
  let laidOut = "";
  let [columns, ends, start, sumName, zero] = [[], [], null, null, null];

  function layOut({ H }, view, sides, width) {
    const left = Math.max((width - view.column * view.count - sides.left - sides.right) / 2, 0) + sides.left;
    const at = (n) => left + view.column * (n + 0.5);
    columns = range(view.count).map((n) => columnAt(at(n), {
      H, column: view.column, roomy: view.column >= 64, numbered: H <= 2 && view.column >= NUMBERS_FROM,
      last: n === view.count - 1,
    }, dispatch, text));
    const edge = left - sides.left + 2;
    const names = HEADS.map((name) => label("row-head", edge, ROW[name], text(`flow_row_${name}`)));
    start = label("symbol sym-h", at(0) - view.column / 2 - 8, BOX.there - 6);
    sumName = label("row-head", edge, ROW.top - 6);
    zero = svg("line", { class: "zero", x1: left, x2: left + view.column * view.count });
    ends = [label("more", 6, ROW.token, "…"), label("more", width - 6, ROW.token, "…")];
    const [from, to] = [at(0) - view.column / 2 - 16, at(0) - boxWidth(view.column) / 2 - 2];
    const first = arrow(from, BOX.there, to, BOX.there, "there to-next");
    // What can be pressed lies below, so that no arrow is covered.
    node.replaceChildren(...columns.map(({ hit }) => hit), first, start, ...names, sumName, zero,
      ...columns.map((column) => column.node), ...ends);
    setAttr(node, "viewBox", `0 0 ${width} ${TALL}`);
    setAttr(node, "width", String(width));
  }

  function show(state, spec, width) {
    const [T, H] = [spec.xs.length, spec.h_start.length];
    const sides = { left: width > 520 ? 66 : 54, right: 8 };
    const view = windowOf(T, state.t, width, sides);
    const wanted = [width, T, H, view.count, view.column].join();
    if (wanted !== laidOut) layOut({ H }, view, sides, width);
    laidOut = wanted;
    const scales = scalesOf(spec, state.unit);
    columns.forEach((column, n) => column.show(state, spec, view.from + n, scales));
    setText(start, `h${below(view.from - 1)}`);
    setText(sumName, text("flow_row_sum", { unit: state.unit + 1 }));
    for (const end of ["y1", "y2"]) setAttr(zero, end, scales.scale(0).toFixed(2));
    setClass(ends[0], "hidden", view.from === 0);
    setClass(ends[1], "hidden", view.from + view.count === T);
  }
  return { node, show };
}
