// The drawing of the alignment viewer: signal, the network's answers, and the best path or the states of a text.

import { mayHop, peaksOf } from "../engine/ctc.js";
import { el, setAttr, setClass, setText, svg } from "../kit/dom.js";
import { range } from "../kit/numbers.js";
import { shareOfBeginnings, stateAt } from "./state.js";

const EDGE = { left: 26, right: 6 };
const SIGNAL = { title: 12, top: 18, bottom: 60 };
const ANSWERS = { title: 80, top: 100, bottom: 160 };
const LOWER = { title: 182, top: 190, slot: 24 };
const STANDS_OUT = 0.25; // a label is named where its probability is above this

const rounded = (x) => x.toFixed(1);

/** Steps through values, each as wide as a frame: a path from the first frame on. */
function stairs(values, x, y, start = "M") {
  return values.map((value, t) =>
    `${t ? "L" : start}${rounded(x(t))} ${rounded(y(value))}H${rounded(x(t + 1))}`).join("");
}

/** Places as near to those wanted as they can be while `gap` apart, and none beyond `most`. */
export function spread(wanted, gap, most) {
  const places = [];
  wanted.forEach((place, n) => places.push(n ? Math.max(place, places[n - 1] + gap) : place));
  for (let n = places.length - 1, end = most; n >= 0; n -= 1, end -= gap) places[n] = Math.min(places[n], end);
  return places;
}

const rowHeight = (L) => (L > 9 ? 18 : 23);
const sign = ({ letters }, label) => (label ? letters[label] : "-");
const title = (place, name) => svg("text", { class: "band-name", x: EDGE.left, y: place.title }, name);
const rule = (x1, x2, y) => svg("line", { class: "rule", x1, x2, y1: y, y2: y });

/** Numbers of frames for the bottom, as many as there is room for. */
function frameNumbers(T, width) {
  const every = [5, 10, 20, 50].find((n) => (T / n) * 30 < width - EDGE.left) ?? 100;
  return range(Math.ceil(T / every)).map((n) => n * every);
}

/** Signal and answers do not change: drawn anew only for another width. */
function signalAndAnswers({ signal, logs, letters }, text) {
  const node = svg("g", {});
  const [low, high] = [Math.min(0, ...signal), Math.max(1, ...signal)];
  const level = (value) => SIGNAL.bottom - ((value - low) / (high - low)) * (SIGNAL.bottom - SIGNAL.top);
  const height = (p) => ANSWERS.bottom - p * (ANSWERS.bottom - ANSWERS.top);
  const peaks = peaksOf(logs, STANDS_OUT);

  function draw(x, width) {
    const line = (label) => logs.map((row, t) =>
      `${t ? "L" : "M"}${rounded(x(t + 0.5))} ${rounded(height(Math.exp(row[label])))}`).join("");
    const names = spread(peaks.map(({ t }) => x(t + 0.5)), 11, width - EDGE.right - 4);
    const ruler = (y, name) => [
      rule(EDGE.left, width - EDGE.right, y), svg("text", { class: "level-name", x: EDGE.left - 6, y: y + 4 }, name),
    ];
    node.replaceChildren(
      title(SIGNAL, text("align_signal")), title(ANSWERS, text("align_answers")),
      ...[0, 1].flatMap((v) => [...ruler(level(v), `${v}`), ...ruler(height(v), `${v}`)]),
      svg("path", { class: "heard", d: stairs(signal, x, level) }),
      svg("path", { class: "answer blank", d: line(0) }),
      ...[...new Set(peaks.map(({ label }) => label))].map((label) => svg("path", { class: "answer", d: line(label) })),
      ...peaks.map(({ label }, n) => svg("text", { class: "peak", x: names[n], y: ANSWERS.top - 5 }, letters[label])),
    );
  }
  return { node, draw };
}

/** The best path: a slot a frame; repeats join the slot before, blanks shrink to a line, letters are written below. */
function ribbon(given, text) {
  const { path, T } = given;
  const node = svg("g", { class: "ribbon" });
  let [slots, names, letters] = [[], [], []];

  function draw(x, width) {
    const cell = x(1) - x(0);
    const middle = LOWER.top + LOWER.slot / 2;
    slots = path.map(({ label }, t) => svg("rect", {
      class: label ? "slot" : "slot of-blank", x: rounded(x(t) + 0.5), width: rounded(Math.max(cell - 1, 1)),
      y: LOWER.top, height: LOWER.slot,
    }));
    names = cell < 8 ? [] : path.map(({ label }, t) => svg("text", {
      class: label ? "slot-name" : "slot-name of-blank", x: rounded(x(t + 0.5)), y: middle + 4,
      "font-size": Math.min(cell * 1.15, 14).toFixed(1),
    }, sign(given, label)));
    const written = range(T).filter((t) => path[t].written);
    const places = spread(written.map((t) => x(t + 0.5)), 12, width - EDGE.right - 5);
    letters = written.map((t, n) => ({ t, node: svg("text", {
      class: "written", x: rounded(places[n]), y: LOWER.top + LOWER.slot + 20,
    }, sign(given, path[t].label)) }));
    node.replaceChildren(title(LOWER, text("align_best_path")), rule(x(0), x(T), middle),
      ...slots, ...names, ...letters.map((letter) => letter.node));
  }

  function show({ t: now, phase }) {
    path.forEach(({ label, repeat }, t) => {
      const done = (n) => t < now || (t === now && phase >= n);
      for (const mark of [slots[t], names[t]].filter(Boolean)) {
        setClass(mark, "ahead", t > now);
        setClass(mark, "is-repeat", repeat && done(1));
        setClass(mark, "is-dropped", label === 0 && done(2));
      }
    });
    for (const { t, node: letter } of letters) setClass(letter, "ahead", t > now || (t === now && phase < 2));
  }
  return { node, draw, show, height: () => LOWER.slot + 26 };
}

/** Where the row of state s ends. */
const rowBase = (s, size) => LOWER.top + (s + 1) * size;

/** The rows of the states: a line, a name, and the area that shows the shares. */
function stateRows(given, states, x) {
  const size = rowHeight(states.length);
  return states.map((label, s) => {
    const y = rowBase(s, size);
    return [
      rule(x(0), x(given.T), y),
      svg("text", { class: label ? "state-name" : "state-name of-blank", x: EDGE.left - 8, y: y - 5 },
        sign(given, label)),
      svg("path", { class: "area" }),
    ];
  });
}

/** The states of the text, from top to bottom, as rows of bars: shares of the beginnings so far, or of all paths. */
function lattice(given, text) {
  const name = title(LOWER, "");
  const [lit, here] = [svg("rect", { class: "lit-row" }), svg("rect", { class: "here" })];
  const [ways, rows] = [svg("path", { class: "ways" }), svg("g", {})];
  const node = svg("g", { class: "lattice" }, name, lit, rows, here, ways);
  let [areas, drawn] = [[], null];

  function draw(states, x) {
    const wanted = `${states.join()} ${rounded(x(given.T))}`;
    if (wanted === drawn) return;
    drawn = wanted;
    const marks = stateRows(given, states, x);
    rows.replaceChildren(...marks.flat());
    areas = marks.map(([, , area]) => area);
  }

  function show(state, spec, x) {
    const { states, alpha, T } = spec;
    draw(states, x);
    const size = rowHeight(states.length);
    const sums = state.view === "sum";
    setText(name, text(sums ? "align_beginnings" : "align_shares"));
    const shares = sums ? shareOfBeginnings(alpha.slice(0, state.t + (state.phase > 0 ? 1 : 0))) : spec.share;
    areas.forEach((area, s) => {
      const [base, y] = [rounded(rowBase(s, size)), (part) => rowBase(s, size) - part * (size - 3)];
      setAttr(area, "d", `M${rounded(x(0))} ${base}${stairs(shares.map((row) => row[s]), x, y, "L")}V${base}Z`);
    });
    const s = stateAt(state, spec);
    place(lit, x(0), rowBase(s - 1, size), x(T) - x(0), size);
    place(here, x(state.t), rowBase(s - 1, size) + 1, x(1) - x(0), size - 1);
    setAttr(ways, "d", sums ? waysPath(state, spec, s, x, (row) => rowBase(row, size) - size / 2) : "");
  }
  return { node, show, height: ({ states }) => states.length * rowHeight(states.length) };
}

/** The ways into state s at this frame, as lines from the frame before. */
function waysPath({ t }, { states, alpha }, s, x, y) {
  if (t === 0) return "";
  const open = [s, s - 1, ...(mayHop(states, s) ? [s - 2] : [])]
    .filter((from) => from >= 0 && alpha[t - 1][from] > -Infinity);
  const end = `L${rounded(x(t + 0.5))} ${rounded(y(s))}`;
  return open.map((from) => `M${rounded(x(t - 0.5))} ${rounded(y(from))}${end}`).join("");
}

function place(rect, x, y, width, height) {
  for (const [name, value] of Object.entries({ x, y, width, height })) setAttr(rect, name, rounded(value));
}

/** Where frames stand in this width, and the frame, and among the states the state, at a place of the drawing. */
function scalesOf({ T }, width) {
  const cell = (width - EDGE.left - EDGE.right) / T;
  return {
    cell,
    x: (t) => EDGE.left + t * cell,
    at(px, py, { view }, { states }) {
      const s = Math.floor((py - LOWER.top) / rowHeight(states.length));
      const t = Math.floor((px - EDGE.left) / cell);
      return view !== "path" && s in states ? { t, chosen: s } : { t };
    },
  };
}

/** The whole drawing. Pressing in it goes to that frame, and, among the states, to that state. */
export function alignment(given, dispatch, text) {
  const [cursor, ticks] = [svg("rect", { class: "cursor", y: SIGNAL.top - 4 }), svg("g", {})];
  const [above, path, states] = [signalAndAnswers(given, text), ribbon(given, text), lattice(given, text)];
  const picture = svg("svg", { class: "picture", role: "img" }, cursor, above.node, path.node, states.node, ticks);
  const node = el("div", { class: "alignment-picture" }, picture);
  let [drawn, shown] = [null, null]; // the width drawn for; the frame and state at a place of what is in view
  const point = (event) => {
    if (!shown || (event.type === "pointermove" && !(event.buttons & 1))) return;
    const { left, top } = picture.getBoundingClientRect();
    dispatch({ type: "go", ...shown(event.clientX - left, event.clientY - top) });
  };
  picture.addEventListener("pointerdown", point);
  picture.addEventListener("pointermove", point);

  function show(state, spec, width) {
    const { cell, x, at } = scalesOf(given, width);
    const isPath = state.view === "path";
    if (drawn !== width) for (const part of [above, path]) part.draw(x, width);
    drawn = width;
    const bottom = LOWER.top + (isPath ? path : states).height(spec);
    setAttr(picture, "viewBox", `0 0 ${width} ${bottom + 20}`);
    setAttr(picture, "width", String(width));
    setAttr(picture, "height", String(bottom + 20));
    setClass(path.node, "away", !isPath);
    setClass(states.node, "away", isPath);
    place(cursor, x(state.t), SIGNAL.top - 4, cell, bottom - SIGNAL.top + 6);
    if (isPath) path.show(state);
    else states.show(state, spec, x);
    showFrames(ticks, frameNumbers(given.T, width), x, bottom + 15);
    shown = (px, py) => at(px, py, state, spec);
    setAttr(picture, "aria-label", text(`align_picture_${state.view}`, { t: state.t, text: state.transcript }));
  }
  return { node, show };
}

/** The numbers of frames along the bottom. */
function showFrames(node, frames, x, y) {
  if (node.children.length !== frames.length) {
    node.replaceChildren(...frames.map((t) => svg("text", { class: "frame-name" }, `${t}`)));
  }
  frames.forEach((t, n) => {
    setAttr(node.children[n], "x", rounded(x(t + 0.5)));
    setAttr(node.children[n], "y", String(y));
  });
}
