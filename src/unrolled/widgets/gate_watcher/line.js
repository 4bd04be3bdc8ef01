// The chosen unit's memory over time as a line, with the untouched run dashed behind it.

import { setAttr, setClass, setText, svg } from "../kit/dom.js";
import { fixed, range, tight } from "../kit/numbers.js";
import { anatomy } from "./state.js";

const LINE = { height: 112, left: 40, right: 10, top: 10, bottom: 22, margin: 8 };

/** Where a step and a number stand, and which step a place is nearest to. */
function scalesOf(lines, width) {
  const T = lines[0].length;
  const [low, high] = [Math.min(...lines.flat(), -0.05), Math.max(...lines.flat(), 0.05)];
  const [left, room] = [LINE.left + LINE.margin, width - LINE.left - LINE.right - 2 * LINE.margin];
  return {
    T, low, high, room, x: (t) => left + (t / Math.max(T - 1, 1)) * room,
    y: (value) => LINE.top + ((high - value) / (high - low)) * (LINE.height - LINE.top - LINE.bottom),
    step: (px) => Math.round(((px - left) / room) * (T - 1)),
  };
}

const pathOf = (values, { x, y }) =>
  `M${values.map((value, t) => `${x(t).toFixed(1)} ${y(value).toFixed(1)}`).join("L")}`;

function setLine(node, x1, y1, x2, y2) {
  for (const [name, value] of Object.entries({ x1, y1, x2, y2 })) setAttr(node, name, value.toFixed(1));
}

/** The steps along the bottom: letters where each is one, else numbers, as many as there is room for. */
function stepTicks(tokens, { T, x, room }) {
  const every = Math.ceil(9 / (room / T));
  const steps = range(T).filter((t) => t % every === 0);
  const name = (t) => (tokens?.[t].length === 1 ? tokens[t] : `${t}`);
  return steps.map((t) => svg("text", { class: "tick step", x: x(t), y: LINE.height - 6 }, name(t)));
}

/** Highest, zero and lowest at the left, unless they would stand on one another. */
function showTicks(ticks, { low, high, y }) {
  ticks.forEach((tick, n) => {
    const value = [high, 0, low][n];
    const crowded = n !== 1 && Math.abs(y(value) - y(0)) < 13;
    setText(tick, n === 1 ? "0" : crowded ? "" : tight(Number(value.toPrecision(2))));
    setAttr(tick, "x", String(LINE.left - 5));
    setAttr(tick, "y", (y(value) + 4).toFixed(1));
  });
}

/** The curve of a run, and its point at the current step. */
function curve(name, dotName, radius) {
  const path = svg("path", { class: name });
  const dot = svg("circle", { class: dotName, r: radius });
  function show(values, t, scales, drawn = true) {
    setAttr(path, "d", drawn ? pathOf(values, scales) : "");
    setAttr(dot, "cx", scales.x(t).toFixed(1));
    setAttr(dot, "cy", scales.y(values[t]).toFixed(1));
  }
  return { path, dot, show };
}

/** The line, and `show(state, spec, width)` to bring it up to date; pressed or dragged over, it goes to a step. */
export function memoryLine(dispatch, text) {
  const [zero, cursor] = ["zero", "cursor"].map((name) => svg("line", { class: name }));
  const [held, free] = [curve("run", "dot", 4.5), curve("free", "dot free-dot", 4)];
  const ticks = ["high", "middle", "low"].map(() => svg("text", { class: "tick" }));
  const letters = svg("g", {});
  const node = svg("svg", { class: "memory-line", role: "img", height: LINE.height },
    zero, cursor, free.path, held.path, free.dot, held.dot, ...ticks, letters);
  let [step, lettered] = [null, null];
  const go = (event) => {
    if (step) dispatch({ type: "go", t: step(event.clientX - node.getBoundingClientRect().left) });
  };
  node.addEventListener("pointerdown", go);
  node.addEventListener("pointermove", (event) => { if (event.buttons & 1) go(event); });

  function show({ t, unit }, { net, trace, free: untouched, touched, tokens }, width) {
    const { state: name } = anatomy(net.cell.kind);
    const [run, freeRun] = [trace, untouched].map((records) => records.map((now) => now[name][unit]));
    const scales = scalesOf([run, freeRun], width);
    const { x, y, T } = scales;
    setAttr(node, "viewBox", `0 0 ${width} ${LINE.height}`);
    setAttr(node, "width", String(width));
    held.show(run, t, scales);
    free.show(freeRun, t, scales, touched);
    setLine(zero, LINE.left, y(0), width - LINE.right, y(0));
    setLine(cursor, x(t), LINE.top - 4, x(t), LINE.height - LINE.bottom + 2);
    setClass(free.dot, "off", !touched);
    setClass(node, "of-h", name === "h");
    showTicks(ticks, scales);
    const wanted = [tokens?.join(), T, width].join();
    if (wanted !== lettered) letters.replaceChildren(...stepTicks(tokens, scales));
    [lettered, step] = [wanted, scales.step];
    setAttr(node, "aria-label", text(touched ? "gates_line_held" : "gates_line", {
      name: text(`gates_name_${name}`), unit: unit + 1, t, now: fixed(run[t]), free: fixed(freeRun[t]),
    }));
  }
  return { node, show };
}
