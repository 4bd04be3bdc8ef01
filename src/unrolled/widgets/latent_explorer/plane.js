// One network of the latent explorer: the plane of its codes, what it decodes at the point, and its walk.

import { el, setAttr, setClass, setText, svg } from "../kit/dom.js";
import { fixed, full } from "../kit/numbers.js";
import { within } from "../kit/timeline.js";
import { decodedPlaces, encode, fromShares, toShares } from "../engine/autoencoder.js";
import { arrowKeys, draggable, inkSheet } from "./pictures.js";
import { codeShown } from "./say.js";
import { LAST, SHOWN, walkOf } from "./state.js";

const PLACES = 11; // a side of the grid of decoded places
const CROSS = "M-17 0H-5M5 0H17M0 -17V-5M0 5V17";
const NUDGE = { plain: 1 / 40, fine: 1 / 200 }; // an arrow key moves the point so far, in shares of the plane

const percent = (share) => `${(100 * share).toFixed(3)}%`;

/** The digits' codes, one glyph each: its label in its colour. */
function glyphsOf({ digits, networks, planes }, title) {
  return svg("g", { class: "glyphs" }, ...digits.pictures.map((picture, n) => {
    const [x, y] = toShares(planes[title], encode(networks[title], picture)).map(percent);
    return svg("text", { class: `digit-${digits.labels[n]}`, x, y, dy: "0.35em" }, String(digits.labels[n]));
  }));
}

/** The plane: decoded places, the codes, the walk between two of them, and the point to drag. */
function planeBox(given, title, k, dispatch, text) {
  const plane = given.planes[title];
  const places = inkSheet(PLACES, PLACES, "places");
  places.show(decodedPlaces(given.networks[title], plane, PLACES));
  const walk = [svg("line", { class: "walk under" }), svg("line", { class: "walk" })];
  const ends = [0, 1].map((n) => svg("circle", { class: `end end-${n}`, r: 5 }));
  const hand = svg("svg", { class: "hand", overflow: "visible" },
    svg("circle", { class: "under", r: 11 }), svg("circle", { r: 11 }),
    svg("path", { class: "under", d: CROSS }), svg("path", { d: CROSS }));
  const node = el("div", {
    class: "plane", tabindex: "0", role: "application", "aria-label": text("latent_plane", { title }),
  }, places.node, svg("svg", { class: "codes", "aria-hidden": "true" }, glyphsOf(given, title), ...walk, ...ends),
  svg("svg", { class: "codes over", "aria-hidden": "true" }, hand)); // not cut off at the plane's edge
  const put = (shares) => dispatch({ type: "put", k, to: fromShares(plane, shares.map((share) => within(share, 1))) });
  draggable(node, { begin: put, go: put });
  arrowKeys(node, ([down, across], shift) => {
    const by = NUDGE[shift ? "fine" : "plain"];
    dispatch({ type: "nudge", k, by: [across * by, down * by] });
  });

  function show(state, { ends: codes, point }) {
    const at = codes.map((code) => toShares(plane, code).map(percent));
    for (const line of walk) {
      ["x1", "y1", "x2", "y2"].forEach((name, n) => setAttr(line, name, at.flat()[n]));
    }
    ends.forEach((end, n) => { setAttr(end, "cx", at[n][0]); setAttr(end, "cy", at[n][1]); });
    const [x, y] = toShares(plane, point);
    setAttr(hand, "x", percent(within(x, 1)));
    setAttr(hand, "y", percent(within(y, 1)));
    setClass(node, "beyond", within(x, 1) !== x || within(y, 1) !== y);
    for (const name of SHOWN) setClass(node, `shows-${name}`, state.shows === name);
  }
  return { node, show };
}

/** What is decoded at the point, and the real digit nearest to it: a button that encodes that one. */
function decodedBox({ digits }, k, dispatch, text) {
  const [picture, real] = [inkSheet(1, 1, "picture", true), inkSheet(1, 1, "picture")];
  const caption = el("span", { class: "told" });
  let near = 0;
  const nearest = el("button", {
    type: "button", class: "nearest", onclick: () => dispatch({ type: "choose", n: near }),
  }, real.node, caption);
  const [code, distance, error] = ["code", "gap", "own"].map((name) => el("p", { class: name }));
  const node = el("div", { class: "made" },
    el("div", { class: "decoded" }, picture.node, el("span", { class: "told" }, text("latent_decoded"))), nearest,
    el("div", { class: "about" }, code, distance, error));

  function show(letter, spec) {
    const { point } = spec;
    near = spec.nearest.n;
    const label = digits.labels[near];
    picture.show([spec.picture], text("latent_decoded_at", { code: codeShown(point) }));
    real.show([digits.pictures[near]]);
    setText(caption, text("latent_nearest", { label }));
    setAttr(nearest, "title", text("latent_take", { label }));
    setText(code, `${letter} = ${codeShown(point)}`);
    setAttr(code, "title", point.map(full).join(", "));
    setText(distance, text("latent_far", { distance: fixed(spec.nearest.distance) }));
    setText(error, spec.error === null ? "" : text("latent_own", { distance: fixed(spec.error) }));
  }
  return { node, show };
}

/** The pictures of the whole walk; pressing one goes there. */
function stripBox(given, title, dispatch, text) {
  const pictures = inkSheet(LAST + 1, 1, "", true);
  const frame = el("span", { class: "frame" });
  const node = el("div", { class: "strip" }, pictures.node, frame);
  const go = ([across]) => dispatch({ type: "scrub", to: Math.floor(within(across, 1) * (LAST + 1)) });
  draggable(node, { begin: go, go });
  let [codes, walk] = [[], null];
  function show({ at, free }, k, { ends }, names) {
    if (ends[0] !== codes[0] || ends[1] !== codes[1]) {
      walk = walkOf(given.networks[title], ends);
      codes = ends;
    }
    pictures.show(walk, text("latent_strip", { title, ...names }));
    frame.style.setProperty("--at", String(at));
    setClass(frame, "left", free[k] !== null);
  }
  return { node, show };
}

/** All that belongs to one network. */
export function networkPanel(given, title, k, dispatch, text) {
  const letter = given.networks[title].variational ? "z" : "h";
  const { low, high } = given.planes[title];
  const [plane, decoded, strip] = [
    planeBox(given, title, k, dispatch, text), decodedBox(given, k, dispatch, text),
    stripBox(given, title, dispatch, text),
  ];
  const node = el("section", { class: "panel", "aria-label": title },
    el("p", { class: "title" }, el("strong", {}, title), " ",
      el("span", {}, text(letter === "z" ? "latent_is_variational" : "latent_is_plain"))),
    plane.node,
    el("p", { class: "corners" }, text("latent_corners", { low: codeShown(low, 1), high: codeShown(high, 1) })),
    decoded.node, strip.node);
  /** spec: that of this network; names: of both ends of the walk. */
  function show(state, spec, names) {
    plane.show(state, spec);
    decoded.show(letter, spec);
    strip.show(state, k, spec, names);
  }
  return { node, show };
}
