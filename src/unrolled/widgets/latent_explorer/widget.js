// The latent explorer: drag a point in the plane of codes, encode a digit chosen or drawn, walk between two.

import { choice } from "../kit/choices.js";
import { controls } from "../kit/controls.js";
import { el, setAttr, setClass, setText } from "../kit/dom.js";
import { frame, widget } from "../kit/mount.js";
import { within } from "../kit/timeline.js";
import { readDigits, readNetwork } from "../engine/autoencoder.js";
import { arrowKeys, drawingPad, inkSheet } from "./pictures.js";
import { networkPanel } from "./plane.js";
import { endName, say } from "./say.js";
import { LAST, QUICK, SHOWN, TOOLS, derive, move, start } from "./state.js";

const READS = ["titles", "networks", "planes", "digits", "offered", "draws"];
const PLACES = ["ends", "at", "free", "shows"];

/**
 * Real digits as buttons; the one that is encoded is pressed, the one the walk comes from is marked. Tab stops at one
 * of them, arrows lead from it to the others.
 */
function digitsOffered({ offered, digits }, dispatch, text) {
  const labels = offered.map((n) => digits.labels[n]);
  const buttons = offered.map((n, k) => {
    const { node, show } = inkSheet(1, 1, "");
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
  let [stop, encoded] = [0, null]; // the button with Tab's stop; the picture that is encoded
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
    if (encoded !== ends[1]) stopAt(offered.indexOf(ends[1]));
    encoded = ends[1];
  }
  return { node, show };
}

/** What a reader gives the networks: a picture drawn or chosen, or random codes. */
function inputs(given, dispatch, text) {
  const [pad, offered] = [drawingPad(dispatch, text), digitsOffered(given, dispatch, text)];
  const oneOf = (type, names) =>
    choice(text(`latent_${type}`), names.map((name) => [text(`latent_${name}`), { type, [type]: name }]), dispatch);
  const [tool, shows] = [oneOf("tool", TOOLS), oneOf("shows", SHOWN)];
  const button = (type) =>
    el("button", { type: "button", class: "alone", onclick: () => dispatch({ type }) }, text(`latent_${type}`));
  const node = el("div", { class: "given" }, pad.node,
    el("div", { class: "tools" }, tool.node, button("clear")),
    el("div", { class: "choosing" }, offered.node, el("div", { class: "dials" }, shows.node, button("random"))));
  function show(state, spec) {
    pad.show(state, spec.inputs[1]);
    offered.show(state);
    tool.show(TOOLS.indexOf(state.tool));
    shows.show(SHOWN.indexOf(state.shows));
  }
  return { node, show };
}

function view(given, { dispatch, text, lang }) {
  const root = frame("latent-explorer", text("latent_explorer"), lang);
  const pictures = inputs(given, dispatch, text);
  const panels = given.titles.map((title, k) => networkPanel(given, title, k, dispatch, text));
  const bar = controls(dispatch, text, { whole: true });
  const sentence = el("p", { class: "sentence", role: "status" });
  root.append(
    pictures.node, el("div", { class: "panels" }, ...panels.map(({ node }) => node)),
    bar.node, sentence, el("p", { class: "hint" }, text("latent_hint")));

  function show(state, spec) {
    const { at, playing, speed } = state;
    const [first, last] = state.ends.map((end) => endName(given, end, text));
    pictures.show(state, spec);
    panels.forEach((panel, k) => panel.show(state, spec.codes[k], { start: first, end: last }));
    const changed = PLACES.some((key) => String(state[key]) !== String(given.start[key]));
    const reading = text("latent_place", { at, last: LAST, start: first, end: last });
    bar.show({ at, last: LAST, playing, speed: speed / QUICK, reading, changed });
    if (state.free.some(Boolean)) { // then both ways lead back to the walk, from its ends too
      for (const edge of bar.node.querySelectorAll(".ctl[aria-disabled]")) setAttr(edge, "aria-disabled", null);
    }
    setText(sentence, say(state, spec, text));
  }
  return { root, measured: root, show };
}

/** Digits and networks as the engine takes them. */
function prepare(given) {
  const networks = Object.entries(given.networks).map(([title, network]) => [title, readNetwork(network)]);
  return { ...given, digits: readDigits(given.digits), networks: Object.fromEntries(networks) };
}

const FROM = ["ends", "at", "free"];

export default widget({ reads: READS, places: PLACES, start, move, derive, from: FROM, view, prepare });
