// The plot of the gradient decay: the gradient's length at each step and its bound, on a logarithmic scale.

import { setAttr, setClass, svg } from "../kit/dom.js";
import { range } from "../kit/numbers.js";
import { powerOfTen, sized } from "./say.js";

const PLOT = { height: 250, left: 46, right: 12, top: 12, bottom: 36 };
const ROOM = 8; // decades by which the bound may run ahead of what is measured before it leaves the plot

const logsOf = (values) => values.filter((value) => value > 0).map(Math.log10);

/** The decades in view: those of what is measured, and of the bound as far as there is room. */
function decadesOf({ norms, bounds }) {
  const [measured, allowed] = [logsOf(norms), logsOf(bounds)];
  const low = Math.floor(Math.min(...measured, ...allowed));
  const high = Math.ceil(Math.max(...measured, ...allowed));
  return [Math.min(low, -1), Math.max(Math.min(high, Math.ceil(Math.max(...measured)) + ROOM), 1)];
}

/** Where a step and the logarithm of a length stand, and which step stands at a place of the plot. */
function scalesOf({ steps }, spec, width) {
  const [low, high] = decadesOf(spec);
  const [left, across] = [PLOT.left + 6, width - PLOT.left - PLOT.right - 12];
  return {
    low, high,
    x: (t) => left + (t / (steps - 1)) * across,
    y: (log) => PLOT.top + ((high - log) / (high - low)) * (PLOT.height - PLOT.top - PLOT.bottom),
    stepAt: (px) => Math.round(((px - left) / across) * (steps - 1)),
  };
}

/** Lines across with their powers of ten, and the numbers of steps below. */
function axes({ steps }, { low, high, x, y }, width) {
  const pitch = Math.ceil((high - low) / 6);
  const rows = range(high - low + 1).map((n) => low + n).filter((n) => n % pitch === 0);
  const every = [1, 2, 5, 10, 20, 50].find((n) => (steps / n) * 34 < width - PLOT.left) ?? 50;
  const columns = range(steps).filter((t) => t % every === 0);
  return [
    ...rows.map((n) =>
      svg("line", { class: n ? "rule" : "rule one", x1: PLOT.left, x2: width - PLOT.right, y1: y(n), y2: y(n) })),
    ...rows.map((n) => svg("text", { class: "tick", x: PLOT.left - 6, y: y(n) + 4 }, n ? powerOfTen(n) : "1")),
    ...columns.map((t) => svg("text", { class: "tick step", x: x(t), y: PLOT.height - 12 }, `${t}`)),
    svg("text", { class: "tick step", x: PLOT.left - 22, y: PLOT.height - 12 }, "t ="),
  ];
}

/** The plot, and `show(state, spec, width)` to bring it up to date. */
export function plot(dispatch, text) {
  const node = svg("svg", { class: "plot", role: "img", height: PLOT.height });
  const [grid, bound, line] = [svg("g", {}), svg("path", { class: "bound" }), svg("path", { class: "measured" })];
  const cursor = svg("line", { class: "cursor" });
  const dots = [svg("circle", { class: "dot bound-dot", r: 4 }), svg("circle", { class: "dot", r: 4.5 })];
  node.append(grid, cursor, bound, line, ...dots);
  let scales = null;
  for (const kind of ["pointermove", "pointerdown"]) {
    node.addEventListener(kind, (event) => {
      if (scales) dispatch({ type: "look", at: scales.stepAt(event.clientX - node.getBoundingClientRect().left) });
    });
  }

  function show(state, spec, width) {
    scales = scalesOf(state, spec, width);
    const { low, high } = scales;
    const [x, y] = [(t) => scales.x(t).toFixed(1), (value) => scales.y(Math.log10(value)).toFixed(1)];
    const inView = (value) => value > 0 && Math.log10(value) >= low && Math.log10(value) <= high;
    const path = (values) => `M${values.flatMap((v, t) => (inView(v) ? [`${x(t)} ${y(v)}`] : [])).join("L")}`;
    setAttr(node, "viewBox", `0 0 ${width} ${PLOT.height}`);
    setAttr(node, "width", String(width));
    grid.replaceChildren(...axes(state, scales, width));
    setAttr(bound, "d", path(spec.bounds));
    setAttr(line, "d", path(spec.norms));
    for (const end of ["x1", "x2"]) setAttr(cursor, end, x(state.at));
    setAttr(cursor, "y1", PLOT.top);
    setAttr(cursor, "y2", PLOT.height - PLOT.bottom);
    [spec.bounds, spec.norms].map((values) => values[state.at]).forEach((value, n) => {
      setAttr(dots[n], "cx", x(state.at));
      setAttr(dots[n], "cy", inView(value) ? y(value) : null);
      setClass(dots[n], "hidden", !inView(value));
    });
    setAttr(node, "aria-label", text("decay_plot", { first: sized(spec.norms[0]), bound: sized(spec.bounds[0]) }));
  }
  return { node, show };
}
