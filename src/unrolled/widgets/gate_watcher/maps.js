// Every gate and state of every unit over time: one map each, a common cursor, the chosen unit framed in all of them.

import { el, setAttr, setText, setVar } from "../kit/dom.js";
import { fixed, range } from "../kit/numbers.js";
import { isKnown } from "./numbers.js";
import { GATES, anatomy } from "./state.js";

const HEIGHT = { whole: 192, least: 2, most: 20 }; // of a map, and of one of its blocks
const WIDEST = 26;

const rgbOf = (css) => {
  const [r, g, b] = css.match(/[\d.]+/g).map(Number);
  return css.startsWith("color(srgb") ? [r * 255, g * 255, b * 255] : [r, g, b];
};

/** A colour between paper and tone as one pixel. */
function pixel(paper, tone, part) {
  const [r, g, b] = paper.map((p, k) => Math.round(p + (tone[k] - p) * part));
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

const LEVELS = 64;
const ramp = (paper, tone) => Uint32Array.from(range(LEVELS + 1), (n) => pixel(paper, tone, n / LEVELS));

/** The colours of the theme as it is now. */
function tonesOf(probe) {
  const read = (name) => {
    probe.style.color = `var(--${name})`;
    return rgbOf(getComputedStyle(probe).color);
  };
  const paper = read("paper");
  const tones = { paper: pixel(paper, paper, 1), above: ramp(paper, read("above")), below: ramp(paper, read("below")) };
  for (const gate of GATES) tones[gate] = ramp(paper, read(`sym-${gate}`));
  return tones;
}

/**
 * Fills the image, `rowLength` pixels to a line: one block of width x height a number. A gate is pale to full; a state
 * has two colours, and a dash where negative.
 */
export function paintMap(pixels, { rowLength, width, height, order, trace, name, scale, tones, signed }) {
  const [across, down] = [width > 4 ? width - 1 : width, height > 4 ? height - 1 : height]; // a gap where there is room
  const [dash, from, to] = [height > 4 ? down >> 1 : -1, Math.floor(width * 0.25), Math.ceil(across * 0.75)];
  pixels.fill(tones.paper);
  order.forEach((unit, row) => {
    const [top, middle] = [row * height * rowLength, (row * height + dash) * rowLength];
    const levels = trace.map((now) => Math.round(Math.min(Math.abs(now[name][unit]) / scale, 1) * LEVELS));
    levels.forEach((level, t) => {
      const tone = !signed ? tones[name] : trace[t][name][unit] < 0 ? tones.below : tones.above;
      pixels.fill(tone[level], top + t * width, top + t * width + across);
    });
    for (let y = 1; y < down; y += 1) pixels.copyWithin(top + y * rowLength, top, top + rowLength);
    if (!signed || dash < 0) return;
    levels.forEach((level, t) => {
      if (trace[t][name][unit] >= 0 || level < LEVELS / 6) return;
      pixels.fill(tones.paper, middle + t * width + from, middle + t * width + to);
    });
  });
}

/** A map's field can be pressed, dragged over, and walked through with up and down; `places` says what is where. */
function listen(field, canvas, places, dispatch) {
  const go = (event) => {
    const box = canvas.getBoundingClientRect();
    if (places.at) dispatch(places.at(event.clientX - box.left, event.clientY - box.top));
  };
  field.addEventListener("pointerdown", (event) => { if (event.button === 0) go(event); });
  field.addEventListener("pointermove", (event) => {
    if (event.buttons & 1 && event.pointerType === "mouse") go(event);
  });
  field.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1, PageUp: -5, PageDown: 5 }[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    dispatch((state) => ({ type: "unit", unit: places.near(state.unit, by) }));
  });
}

/** The unit and step at a place of a map, and the unit some rows away from another. */
function placesIn(order, { width, height }) {
  const inRow = (row) => order[Math.min(Math.max(row, 0), order.length - 1)];
  return {
    at: (x, y) => ({ type: "go", t: Math.floor(x / width), unit: inRow(Math.floor(y / height)) }),
    near: (unit, by) => inRow(order.indexOf(unit) + by),
  };
}

/** The numbers of one gate or state on the canvas. */
function paint(canvas, name, { trace, largest, net }, order, { width, height }, tones) {
  const [rowLength, lines] = [trace.length * width, order.length * height];
  if (canvas.width !== rowLength) canvas.width = rowLength;
  if (canvas.height !== lines) canvas.height = lines;
  const context = canvas.getContext("2d");
  const image = context.createImageData(rowLength, lines);
  const scale = name === anatomy(net.cell.kind).state ? largest : 1;
  const signed = !GATES.includes(name);
  const pixels = new Uint32Array(image.data.buffer);
  paintMap(pixels, { rowLength, width, height, order, trace, name, scale, tones, signed });
  context.putImageData(image, 0, 0);
}

/** One map. */
function mapOf(name, dispatch, text) {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const frames = ["veil", "now-frame", "unit-frame"].map((frame) => el("div", { class: frame }));
  const [axis, value] = [el("div", { class: "axis", "aria-hidden": "true" }), el("span", { class: "at" })];
  const field = el("div", {
    class: "field", role: "slider", tabindex: "0", "aria-orientation": "vertical", "aria-valuemin": 1,
    "aria-label": text("gates_map", { name: text(`gates_name_${name}`) }),
  }, canvas, ...frames);
  const caption = el("div", { class: "caption" }, el("span", { class: `sym sym-${name}` }, name),
    el("span", { class: "map-name" }, text(`gates_short_${name}`)), value);
  const node = el("div", { class: `map map-${name}` }, caption, axis, field);
  const places = {};
  listen(field, canvas, places, dispatch);

  function build(spec, order, block, tones) {
    setVar(node, "--broad", `${block.width}px`);
    setVar(node, "--tall", `${block.height}px`);
    paint(canvas, name, spec, order, block, tones);
    const letters = block.width >= 9 && spec.tokens?.every((token) => token.length === 1) ? spec.tokens : [];
    axis.replaceChildren(...letters.map((letter) => el("span", {}, letter)));
    Object.assign(places, placesIn(order, block));
  }

  function show({ t, unit }, { trace }, order, known) {
    const number = fixed(trace[t][name][unit]);
    setVar(node, "--t", String(t));
    setVar(node, "--after", String(trace.length - t - (known ? 1 : 0)));
    setVar(node, "--row", String(order.indexOf(unit)));
    setText(value, known ? number : "·");
    setAttr(field, "aria-valuemax", String(order.length));
    setAttr(field, "aria-valuenow", String(unit + 1));
    setAttr(field, "aria-valuetext", text("gates_map_at", { unit: unit + 1, t, value: number }));
  }
  return { name, node, build, show };
}

/** How large a number's block is, with `side` of the `count` maps side by side. */
export function blocksIn(width, T, H, count) {
  const least = Math.max(T * 8, 136) + 12;
  const side = [6, 4, 3, 2, 1].find((n) => n <= count && count % n === 0 && width / n >= least) ?? 1;
  return {
    side, width: Math.max(Math.min(Math.floor((width - 12 * (side - 1)) / side / T), WIDEST), 2),
    height: Math.min(Math.max(Math.floor(HEIGHT.whole / H), HEIGHT.least), HEIGHT.most),
  };
}

/** All maps of the cell, and `show(state, spec, width, theme)`; `theme` is a number that grows when it is switched. */
export function stateMaps(dispatch, text) {
  const probe = el("span", { class: "probe", hidden: true });
  const node = el("div", { class: "maps", role: "group", "aria-label": text("gates_maps") });
  let [maps, anatomyShown, painted] = [[], null, []];
  let [tones, themeRead] = [null, null]; // reading colours makes a page lay itself out: once a theme

  function build(parts) {
    maps = parts.maps.map((name) => mapOf(name, dispatch, text));
    node.replaceChildren(probe, ...maps.map((map) => map.node));
  }

  function show(state, spec, width, theme) {
    const parts = anatomy(spec.net.cell.kind);
    if (parts !== anatomyShown) build(parts);
    anatomyShown = parts;
    const H = spec.order.length;
    const order = state.sorted ? spec.order : range(H);
    const wanted = [spec.trace, state.sorted, width, theme, parts];
    if (wanted.some((key, n) => key !== painted[n])) {
      painted = wanted;
      if (themeRead !== theme) tones = tonesOf(probe);
      themeRead = theme;
      const block = blocksIn(width, spec.trace.length, H, maps.length);
      setVar(node, "--side", String(block.side));
      for (const map of maps) map.build(spec, order, block, tones);
    }
    for (const map of maps) map.show(state, spec, order, isKnown(map.name, state, spec));
  }
  return { node, show };
}
