// Every gate and state of every unit over time: one map each, a common cursor, the chosen unit framed in all of them.

import { el, setAttr, setText, setVar } from "../kit/dom.js";
import { fixed } from "../kit/numbers.js";
import { isThere } from "./numbers.js";
import { GATES, anatomy } from "./state.js";

const TALL = { whole: 192, least: 2, most: 20 };
const BROADEST = 26;

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
const ramp = (paper, tone) => Uint32Array.from({ length: LEVELS + 1 }, (_, n) => pixel(paper, tone, n / LEVELS));

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

/** Fills the image: one block a number. A gate is pale to full; a state has two colours, and a dash where negative. */
export function paintMap(pixels, { width, broad, tall, order, trace, name, scale, tones, signed }) {
  const [across, down] = [broad > 4 ? broad - 1 : broad, tall > 4 ? tall - 1 : tall]; // a gap where there is room
  const [dash, from, to] = [tall > 4 ? down >> 1 : -1, Math.floor(broad * 0.25), Math.ceil(across * 0.75)];
  pixels.fill(tones.paper);
  order.forEach((unit, row) => {
    const [top, middle] = [row * tall * width, (row * tall + dash) * width];
    const levels = trace.map((now) => Math.round(Math.min(Math.abs(now[name][unit]) / scale, 1) * LEVELS));
    levels.forEach((level, t) => {
      const tone = !signed ? tones[name] : trace[t][name][unit] < 0 ? tones.below : tones.above;
      pixels.fill(tone[level], top + t * broad, top + t * broad + across);
    });
    for (let y = 1; y < down; y += 1) pixels.copyWithin(top + y * width, top, top + width);
    if (!signed || dash < 0) return;
    levels.forEach((level, t) => {
      if (trace[t][name][unit] >= 0 || level < LEVELS / 6) return;
      pixels.fill(tones.paper, middle + t * broad + from, middle + t * broad + to);
    });
  });
}

/** A map's field can be pressed, dragged over, and walked through with up and down; `places` says what is where. */
function choosing(field, canvas, places, dispatch) {
  const look = (event) => {
    const box = canvas.getBoundingClientRect();
    if (places.at) dispatch(places.at(event.clientX - box.left, event.clientY - box.top));
  };
  field.addEventListener("pointerdown", (event) => { if (event.button === 0) look(event); });
  field.addEventListener("pointermove", (event) => {
    if (event.buttons & 1 && event.pointerType === "mouse") look(event);
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
function placesIn(order, { broad, tall }) {
  const inRow = (row) => order[Math.min(Math.max(row, 0), order.length - 1)];
  return {
    at: (x, y) => ({ type: "go", t: Math.floor(x / broad), unit: inRow(Math.floor(y / tall)) }),
    near: (unit, by) => inRow(order.indexOf(unit) + by),
  };
}

/** One map. */
function mapOf(name, dispatch, text) {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const over = ["veil", "now-frame", "unit-frame"].map((one) => el("div", { class: one }));
  const [axis, value] = [el("div", { class: "axis", "aria-hidden": "true" }), el("span", { class: "at" })];
  const field = el("div", {
    class: "field", role: "slider", tabindex: "0", "aria-orientation": "vertical", "aria-valuemin": 1,
    "aria-label": text("gates_map", { name: text(`gates_name_${name}`) }),
  }, canvas, ...over);
  const letter = el("span", { class: `sym sym-${name}` }, name);
  const word = el("span", { class: "map-name" }, text(`gates_short_${name}`));
  const node = el("div", { class: `map map-${name}` }, el("div", { class: "caption" }, letter, word, value), axis, field);
  const places = {};
  choosing(field, canvas, places, dispatch);

  function paint({ trace, tokens, largest, net }, order, { broad, tall }, tones) {
    const [width, height] = [trace.length * broad, order.length * tall];
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    setVar(node, "--broad", `${broad}px`);
    setVar(node, "--tall", `${tall}px`);
    const context = canvas.getContext("2d");
    const image = context.createImageData(width, height);
    const scale = name === anatomy(net.cell.kind).state ? largest : 1;
    const signed = !GATES.includes(name);
    paintMap(new Uint32Array(image.data.buffer), { width, broad, tall, order, trace, name, scale, tones, signed });
    context.putImageData(image, 0, 0);
    const letters = broad >= 9 && tokens?.every((token) => token.length === 1) ? tokens : [];
    axis.replaceChildren(...letters.map((one) => el("span", {}, one)));
    Object.assign(places, placesIn(order, { broad, tall }));
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
  return { name, node, paint, show };
}

/** How large a number's block is in `columns` maps side by side. */
export function blocksIn(width, T, H, count) {
  const least = Math.max(T * 8, 136) + 12;
  const side = [6, 4, 3, 2, 1].find((n) => n <= count && count % n === 0 && width / n >= least) ?? 1;
  const broad = Math.max(Math.min(Math.floor((width - 12 * (side - 1)) / side / T), BROADEST), 2);
  return { side, broad, tall: Math.min(Math.max(Math.floor(TALL.whole / H), TALL.least), TALL.most) };
}

/** All maps of the cell, and `show(state, found, width, theme)`; `theme` is a number that grows when it is switched. */
export function mapsView(dispatch, text) {
  const probe = el("span", { class: "probe", hidden: true });
  const node = el("div", { class: "maps", role: "group", "aria-label": text("gates_maps") });
  let [maps, kind, painted] = [[], "", []];
  let [tones, seen] = [null, null]; // reading colours makes a page lay itself out: once a theme

  function show(state, found, width, theme, phases) {
    const shape = anatomy(found.net.cell.kind);
    if (shape !== kind) {
      maps = shape.maps.map((name) => mapOf(name, dispatch, text));
      node.replaceChildren(probe, ...maps.map((map) => map.node));
      kind = shape;
    }
    const H = found.order.length;
    const order = state.sorted ? found.order : Array.from({ length: H }, (_, j) => j);
    const blocks = blocksIn(width, found.trace.length, H, maps.length);
    const wanted = [found.trace, state.sorted, width, theme, shape];
    if (wanted.some((one, n) => one !== painted[n])) {
      painted = wanted;
      if (seen !== theme) tones = tonesOf(probe);
      seen = theme;
      setVar(node, "--side", String(blocks.side));
      for (const map of maps) map.paint(found, order, blocks, tones);
    }
    for (const map of maps) map.show(state, found, order, isThere(map.name, state.phase, phases));
  }
  return { node, show };
}
