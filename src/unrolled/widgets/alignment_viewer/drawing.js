// The drawing of the alignment viewer: signal, the network's answers, and the best path or the states of a text.

import { mayHop, peaksOf } from "../engine/ctc.js";
import { shareOfBeginnings, stateAt } from "./state.js";
import { el, setAttr, setClass, setText, svg } from "../kit/dom.js";

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
const sign = (spec, label) => (label ? spec.letters[label] : "-");
const band = (place, name) => svg("text", { class: "band-name", x: EDGE.left, y: place.title }, name);

/** Signal and answers do not change: drawn anew only for another width. */
function given(spec, text) {
  const node = svg("g", {});
  function draw(x, width) {
    const { signal, logs, T } = spec;
    const [low, high] = [Math.min(0, ...signal), Math.max(1, ...signal)];
    const level = (value) => SIGNAL.bottom - ((value - low) / (high - low)) * (SIGNAL.bottom - SIGNAL.top);
    const height = (p) => ANSWERS.bottom - p * (ANSWERS.bottom - ANSWERS.top);
    const line = (label) => logs.map((row, t) =>
      `${t ? "L" : "M"}${rounded(x(t + 0.5))} ${rounded(height(Math.exp(row[label])))}`).join("");
    const peaks = peaksOf(logs, STANDS_OUT);
    const names = spread(peaks.map(({ t }) => x(t + 0.5)), 11, width - EDGE.right - 4);
    const rule = (y) => svg("line", { class: "rule", x1: EDGE.left, x2: width - EDGE.right, y1: y, y2: y });
    const tick = (y, said) => svg("text", { class: "level-name", x: EDGE.left - 6, y: y + 4 }, said);
    node.replaceChildren(
      band(SIGNAL, text("align_signal")), band(ANSWERS, text("align_answers")),
      ...[0, 1].flatMap((v) => [rule(level(v)), tick(level(v), `${v}`), rule(height(v)), tick(height(v), `${v}`)]),
      svg("path", { class: "heard", d: stairs(signal, x, level) }),
      svg("path", { class: "answer blank", d: line(0) }),
      ...[...new Set(peaks.map(({ label }) => label))].map((label) => svg("path", { class: "answer", d: line(label) })),
      ...peaks.map(({ label }, n) =>
        svg("text", { class: "peak", x: names[n], y: ANSWERS.top - 5 }, spec.letters[label])),
    );
    const every = [5, 10, 20, 50].find((n) => (T / n) * 30 < width - EDGE.left) ?? 100;
    return Array.from({ length: Math.ceil(T / every) }, (_, n) => n * every);
  }
  return { node, draw };
}

/** The best path: a slot a frame; repeats join the slot before, blanks shrink to a line, letters are written below. */
function ribbon(spec, text) {
  const node = svg("g", { class: "ribbon" });
  let [slots, said, letters] = [[], [], []];

  function draw(x, width) {
    const cell = x(1) - x(0);
    const middle = LOWER.top + LOWER.slot / 2;
    slots = spec.path.map(({ label }, t) => svg("rect", {
      class: label ? "slot" : "slot of-blank", x: rounded(x(t) + 0.5), width: rounded(Math.max(cell - 1, 1)),
      y: LOWER.top, height: LOWER.slot,
    }));
    said = cell < 8 ? [] : spec.path.map(({ label }, t) => svg("text", {
      class: label ? "slot-name" : "slot-name of-blank", x: rounded(x(t + 0.5)), y: middle + 4,
      "font-size": Math.min(cell * 1.15, 14).toFixed(1),
    }, sign(spec, label)));
    const written = spec.path.flatMap((now, t) => (now.written ? [{ ...now, t }] : []));
    const places = spread(written.map(({ t }) => x(t + 0.5)), 12, width - EDGE.right - 5);
    letters = written.map(({ label, t }, n) => ({ t, node: svg("text", {
      class: "written", x: rounded(places[n]), y: LOWER.top + LOWER.slot + 20,
    }, spec.letters[label]) }));
    node.replaceChildren(band(LOWER, text("align_best_path")),
      svg("line", { class: "rule", x1: x(0), x2: x(spec.T), y1: middle, y2: middle }),
      ...slots, ...said, ...letters.map((one) => one.node));
  }

  function show({ t: now, phase }) {
    spec.path.forEach(({ label, repeat }, t) => {
      const done = (n) => t < now || (t === now && phase >= n);
      for (const one of [slots[t], said[t]].filter(Boolean)) {
        setClass(one, "ahead", t > now);
        setClass(one, "is-repeat", repeat && done(1));
        setClass(one, "is-dropped", label === 0 && done(2));
      }
    });
    for (const { t, node: letter } of letters) setClass(letter, "ahead", t > now || (t === now && phase < 2));
  }
  return { node, draw, show, height: () => LOWER.slot + 26 };
}

/** The states of the text, from top to bottom, as rows of bars: shares of the beginnings so far, or of all paths. */
function lattice(spec, text) {
  const title = band(LOWER, "");
  const [lit, here] = [svg("rect", { class: "lit-row" }), svg("rect", { class: "here" })];
  const [ways, rows] = [svg("path", { class: "ways" }), svg("g", {})];
  const node = svg("g", { class: "lattice" }, title, lit, rows, here, ways);
  let [areas, built] = [[], null];
  const base = (s, size) => LOWER.top + (s + 1) * size;

  function build({ states }, x) {
    const size = rowHeight(states.length);
    areas = states.map(() => svg("path", { class: "area" }));
    rows.replaceChildren(...states.flatMap((label, s) => [
      svg("line", { class: "rule", x1: x(0), x2: x(spec.T), y1: base(s, size), y2: base(s, size) }),
      svg("text", { class: label ? "state-name" : "state-name of-blank", x: EDGE.left - 8, y: base(s, size) - 5 },
        sign(spec, label)),
      areas[s],
    ]));
  }

  function show(state, found, x) {
    const { states, alpha } = found;
    const wanted = `${states.join()} ${rounded(x(spec.T))}`;
    if (wanted !== built) build(found, x);
    built = wanted;
    const size = rowHeight(states.length);
    const sums = state.view === "sum";
    setText(title, text(sums ? "align_beginnings" : "align_shares"));
    const shares = sums ? shareOfBeginnings(alpha.slice(0, state.t + (state.phase > 0 ? 1 : 0))) : found.share;
    areas.forEach((area, s) => {
      const y = (part) => base(s, size) - part * (size - 3);
      const end = rounded(base(s, size));
      setAttr(area, "d", `M${rounded(x(0))} ${end}${stairs(shares.map((row) => row[s]), x, y, "L")}V${end}Z`);
    });
    const s = stateAt(state, found);
    const cell = x(1) - x(0);
    place(lit, x(0), base(s - 1, size), x(spec.T) - x(0), size);
    place(here, x(state.t), base(s - 1, size) + 1, cell, size - 1);
    setAttr(ways, "d", sums ? waysPath(state, found, s, x, (row) => base(row, size) - size / 2) : "");
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

/** The whole drawing. Pressing in it goes to that frame, and, among the states, to that state. */
export function alignmentDrawing(spec, dispatch, text) {
  const [cursor, ticks] = [svg("rect", { class: "cursor", y: SIGNAL.top - 4 }), svg("g", {})];
  const [above, path, states] = [given(spec, text), ribbon(spec, text), lattice(spec, text)];
  const picture = svg("svg", { class: "picture", role: "img" }, cursor, above.node, path.node, states.node, ticks);
  const node = el("div", { class: "alignment-picture" }, picture);
  let [drawn, frames, at] = [null, [], null];

  const point = (event) => {
    if (!at || (event.type === "pointermove" && !(event.buttons & 1))) return;
    const { left, top } = picture.getBoundingClientRect();
    dispatch({ type: "go", ...at(event.clientX - left, event.clientY - top) });
  };
  picture.addEventListener("pointerdown", point);
  picture.addEventListener("pointermove", point);

  function show(state, found, width) {
    const cell = (width - EDGE.left - EDGE.right) / spec.T;
    const x = (t) => EDGE.left + t * cell;
    const lower = state.view === "path" ? path : states;
    if (drawn !== width) {
      frames = above.draw(x, width);
      path.draw(x, width);
    }
    drawn = width;
    const bottom = LOWER.top + lower.height(found);
    setAttr(picture, "viewBox", `0 0 ${width} ${bottom + 20}`);
    setAttr(picture, "width", String(width));
    setAttr(picture, "height", String(bottom + 20));
    setClass(path.node, "away", state.view !== "path");
    setClass(states.node, "away", state.view === "path");
    place(cursor, x(state.t), SIGNAL.top - 4, cell, bottom - SIGNAL.top + 6);
    if (state.view === "path") path.show(state);
    else states.show(state, found, x);
    showFrames(ticks, frames, x, bottom + 15);
    at = (px, py) => {
      const s = Math.floor((py - LOWER.top) / rowHeight(found.states.length));
      const among = state.view !== "path" && s in found.states;
      return { t: Math.floor((px - EDGE.left) / cell), ...(among ? { chosen: s } : {}) };
    };
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
