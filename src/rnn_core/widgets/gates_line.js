// The chosen unit's memory over time as a line, with the untouched run dashed behind it.

import { fixed, setAttr, setClass, setText, svg, tight } from "./draw.js";
import { anatomy } from "./gates_state.js";

const LINE = { height: 112, left: 40, right: 10, top: 10, bottom: 22 };

export function memoryLine(dispatch, text) {
  const [zero, free, held, cursor] = [
    svg("line", { class: "zero" }), svg("path", { class: "free" }), svg("path", { class: "run" }),
    svg("line", { class: "cursor" }),
  ];
  const [dot, freeDot] = [svg("circle", { class: "dot", r: 4.5 }), svg("circle", { class: "dot free-dot", r: 4 })];
  const ticks = ["high", "middle", "low"].map(() => svg("text", { class: "tick" }));
  const letters = svg("g", { class: "letters-axis" });
  const node = svg("svg", { class: "memory-line", role: "img", height: LINE.height },
    zero, cursor, free, held, freeDot, dot, ...ticks, letters);
  let place = null;
  let lettered = null;
  const look = (event) => {
    if (place) dispatch({ type: "go", t: place(event.clientX - node.getBoundingClientRect().left) });
  };
  node.addEventListener("pointerdown", look);
  node.addEventListener("pointermove", (event) => { if (event.buttons & 1) look(event); });

  function axis(tokens, T, x, width) {
    const key = [tokens?.join(), T, width].join();
    if (key === lettered) return;
    lettered = key;
    const room = (width - LINE.left - LINE.right) / T;
    const every = room >= 9 ? 1 : Math.ceil(9 / room);
    const name = (t) => (tokens && tokens[t].length === 1 ? tokens[t] : `${t}`);
    letters.replaceChildren(...Array.from({ length: T }, (_, t) => t).filter((t) => t % every === 0)
      .map((t) => svg("text", { class: "tick step", x: x(t), y: LINE.height - 6 }, name(t))));
  }

  function show(state, found, width) {
    const { state: name } = anatomy(found.net.cell.kind);
    const T = found.trace.length;
    const [run, untouched] = [found.trace, found.free].map((trace) => trace.map((now) => now[name][state.unit]));
    const [low, high] = [Math.min(...run, ...untouched, -0.05), Math.max(...run, ...untouched, 0.05)];
    const x = (t) => LINE.left + 8 + (t / Math.max(T - 1, 1)) * (width - LINE.left - LINE.right - 16);
    const y = (value) => LINE.top + ((high - value) / (high - low)) * (LINE.height - LINE.top - LINE.bottom);
    const path = (values) => `M${values.map((value, t) => `${x(t).toFixed(1)} ${y(value).toFixed(1)}`).join("L")}`;
    setAttr(node, "viewBox", `0 0 ${width} ${LINE.height}`);
    setAttr(node, "width", String(width));
    setAttr(held, "d", path(run));
    setAttr(free, "d", found.touched ? path(untouched) : "");
    for (const [end, at] of [["x1", LINE.left], ["x2", width - LINE.right]]) setAttr(zero, end, String(at));
    for (const end of ["y1", "y2"]) setAttr(zero, end, y(0).toFixed(1));
    for (const end of ["x1", "x2"]) setAttr(cursor, end, x(state.t).toFixed(1));
    setAttr(cursor, "y1", String(LINE.top - 4));
    setAttr(cursor, "y2", String(LINE.height - LINE.bottom + 2));
    for (const [mark, values] of [[dot, run], [freeDot, untouched]]) {
      setAttr(mark, "cx", x(state.t).toFixed(1));
      setAttr(mark, "cy", y(values[state.t]).toFixed(1));
    }
    setClass(freeDot, "off", !found.touched);
    ticks.forEach((tick, n) => {
      const value = [high, 0, low][n];
      const crowded = n !== 1 && Math.abs(y(value) - y(0)) < 13;
      setText(tick, n === 1 ? "0" : crowded ? "" : tight(Number(value.toPrecision(2))));
      setAttr(tick, "x", String(LINE.left - 5));
      setAttr(tick, "y", (y(value) + 4).toFixed(1));
    });
    setClass(node, "of-h", name === "h");
    axis(found.tokens, T, x, width);
    setAttr(node, "aria-label", text(found.touched ? "gates_line_held" : "gates_line", {
      name: text(`gates_name_${name}`), unit: state.unit + 1, t: state.t,
      now: fixed(run[state.t]), free: fixed(untouched[state.t]),
    }));
    const room = width - LINE.left - LINE.right - 16;
    place = (px) => Math.round(((px - LINE.left - 8) / room) * (T - 1));
  }
  return { node, show };
}
