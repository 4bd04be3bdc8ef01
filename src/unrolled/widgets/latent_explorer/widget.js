// The latent explorer: drag a point in the plane of codes, encode a digit chosen or drawn, walk between two.

import { choice } from "../kit/choices.js";
import { el, setAttr, setClass, setText } from "../kit/dom.js";
import { fixed } from "../kit/numbers.js";
import { readDigits, readNetwork } from "../engine/autoencoder.js";
import { arrowKeys, padOf, sheetOfInk } from "./pictures.js";
import { asCode, networkPanel } from "./plane.js";
import { LAST, QUICK, explore, measureCodes, startExplorer } from "./state.js";
import { live } from "../kit/mount.js";
import { controls } from "../kit/controls.js";
import { within } from "../kit/timeline.js";

const SHARED_LATENT = ["ends", "at", "free", "shows"];
const SHOWN = ["both", "codes", "pictures"];
const TOOLS = ["pen", "rubber"];

/**
 * Real digits as buttons; the one that is encoded is pressed, the one the walk comes from is marked. Tab stops at one of
 * them, arrows lead from it to the others.
 */
function digitsOffered({ offered, digits }, dispatch, text) {
  const labels = offered.map((n) => digits.labels[n]);
  const buttons = offered.map((n, k) => {
    const { node, show } = sheetOfInk(1, 1, "");
    show([digits.pictures[n]]);
    const label = labels[k];
    const nth = labels.slice(0, k + 1).filter((one) => one === label).length;
    return el("button", {
      type: "button", class: "offered", "aria-label": text("latent_offer", { label, nth }),
      onclick: () => dispatch({ type: "choose", n }),
    }, node, el("span", { class: `digit-${label}` }, String(label)));
  });
  const node = el("div", { class: "choice" }, el("span", { class: "dial-name" }, text("latent_choose")),
    el("div", { class: "thumbs", role: "group", "aria-label": text("latent_choose") }, ...buttons));
  let [stop, stands] = [0, null]; // the button with Tab's stop; the picture that is encoded
  function stopAt(n) {
    stop = within(n, buttons.length - 1);
    buttons.forEach((button, k) => setAttr(button, "tabindex", k === stop ? "0" : "-1"));
  }
  arrowKeys(node, ([down, across]) => {
    stopAt(stop + down + across);
    buttons[stop].focus();
  });
  function show({ ends }) {
    buttons.forEach((button, k) => {
      setAttr(button, "aria-pressed", String(ends[1] === offered[k]));
      setClass(button, "came-from", ends[0] === offered[k]);
    });
    if (stands !== ends[1]) stopAt(offered.indexOf(ends[1]));
    stands = ends[1];
  }
  return { node, show };
}

/** What stands at an end of the walk, in words. */
const endName = ({ digits }, end, text) =>
  (Array.isArray(end) ? text("latent_drawing") : text("latent_real", { label: digits.labels[end] }));

/** Where the points are, and what is decoded there, in a sentence or two. */
function tellLatent(spec, state, { of, ends }, text) {
  const { told, at, pen: [r, c], last, free } = state;
  if (told === "pen") {
    return text("latent_pen_at", { place: `${r + 1}, ${c + 1}`, ink: fixed(ends[1][8 * r + c], 2) });
  }
  const [start, end] = state.ends.map((one) => endName(spec, one, text));
  const edge = { 0: start, [LAST]: end }[at];
  const walk = edge ? text("latent_encoded", { what: edge }) : text("latent_on_walk", { at, last: LAST, start, end });
  const first = {
    walk: free.some(Boolean) ? "" : walk, // a point may stand elsewhere from the start
    drawn: text("latent_encoded", { what: end }), random: text("latent_random_codes"), hand: "",
  }[told];
  const said = of.map(({ hand, nearest: { n, distance } }, k) => {
    const where = { title: spec.titles[k], code: asCode(hand) };
    const near = { label: spec.digits.labels[n], distance: fixed(distance, 2) };
    return told === "hand" && k !== last ? "" : text("latent_says", { ...where, ...near });
  });
  return [first, ...said].filter(Boolean).join(" ");
}

function latentView(spec, { dispatch, text, lang }) {
  const root = el("section", {
    class: "unrolled-widget latent-explorer", tabindex: "0", role: "group", "aria-label": text("latent_explorer"), lang,
  });
  const [pad, offered] = [padOf(dispatch, text), digitsOffered(spec, dispatch, text)];
  const oneOf = (type, names) =>
    choice(text(`latent_${type}`), names.map((one) => [text(`latent_${one}`), { type, [type]: one }]), dispatch);
  const [tool, shows] = [oneOf("tool", TOOLS), oneOf("shows", SHOWN)];
  const press = (type) =>
    el("button", { type: "button", class: "alone", onclick: () => dispatch({ type }) }, text(`latent_${type}`));
  const panels = spec.titles.map((title, k) => networkPanel(spec, title, k, dispatch, text));
  const bar = controls(dispatch, text, { whole: true });
  const sentence = el("p", { class: "sentence", role: "status" });
  root.append(
    el("div", { class: "given" }, pad.node,
      el("div", { class: "tools" }, tool.node, press("clear")),
      el("div", { class: "choosing" }, offered.node,
        el("div", { class: "dials" }, shows.node, press("random")))),
    el("div", { class: "panels" }, ...panels.map((one) => one.node)),
    bar.node, sentence, el("p", { class: "hint" }, text("latent_hint")));

  function show(state, found) {
    const [start, end] = state.ends.map((one) => endName(spec, one, text));
    pad.show(state, found.ends[1]);
    offered.show(state);
    tool.show(TOOLS.indexOf(state.tool));
    shows.show(SHOWN.indexOf(state.shows));
    panels.forEach((panel, k) => panel.show(state, found.of[k], { title: spec.titles[k], start, end }));
    const { at, playing, speed } = state;
    const changed = SHARED_LATENT.some((key) => String(state[key]) !== String(spec.start[key]));
    const reading = text("latent_place", { at, last: LAST, start, end });
    bar.show({ at, last: LAST, playing, speed: speed / QUICK, reading, changed });
    if (state.free.some(Boolean)) { // then both ways lead back to the walk, from its ends too
      for (const edge of bar.node.querySelectorAll(".ctl[aria-disabled]")) setAttr(edge, "aria-disabled", null);
    }
    setText(sentence, tellLatent(spec, state, found, text));
  }
  return { root, measured: root, show };
}

function render({ model, el: host }) {
  const spec = Object.fromEntries(["titles", "planes", "offered", "draws"].map((key) => [key, model.get(key)]));
  spec.digits = readDigits(model.get("digits"));
  spec.networks = Object.fromEntries(
    Object.entries(model.get("networks")).map(([title, network]) => [title, readNetwork(network)]));
  spec.start = Object.fromEntries(SHARED_LATENT.map((key) => [key, model.get(key)]));
  return live({ model, el: host }, {
    start: startExplorer(spec),
    move: (state, event) => explore(state, event, spec),
    derive: (state) => measureCodes(spec, state),
    from: ["ends", "at", "free"],
    places: SHARED_LATENT,
    view: (tools) => latentView(spec, tools),
  });
}

export default { render };
