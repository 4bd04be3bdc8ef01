// How far a gradient reaches: |dL/dh_t| over time on a logarithmic scale, against its bound, as a reader turns W_h up.

import { choice, dial } from "../kit/choices.js";
import { el, setClass, setText } from "../kit/dom.js";
import { equation } from "../kit/equation.js";
import { piece, superscript } from "../kit/formula.js";
import { frame, widget } from "../kit/mount.js";
import { plot } from "./drawing.js";
import { sayClip, sayFirst, sayStep, sized } from "./say.js";
import { ACTIVATIONS, CLIPS, FEWEST, RADII, derive, move, start } from "./state.js";

const READS = ["cell", "xs", "own_radius", "norm", "dh_last"];
const PLACES = ["radius", "activation", "steps", "clip"];

/** The lines of the panel: the gradient at the step that is looked at, and the bound with its numbers. */
function explained({ steps, at, activation }, { norms, bounds, gamma }, text) {
  const back = steps - 1 - at;
  return {
    letters: [
      piece("|"), piece("d", "gradient"), piece("h", "gradient", `${at}`), piece("| = "), piece(sized(norms[at])),
      piece(norms[at] <= bounds[at] * (1 + 1e-9) ? " ≤ " : " > "),
      piece(`γ${superscript(back)} = ${sized(gamma)}${superscript(back)} = `), piece(sized(bounds[at])),
    ],
    numbers: text("decay_gamma", { activation, gamma: sized(gamma) }),
    about: text("decay_about", { at, last: steps - 1, back }),
  };
}

/** The sliders and the buttons above the plot: what the network is. */
function networkDials({ xs }, dispatch, text) {
  const radius = dial(text("decay_radius"), RADII, (to) => dispatch({ type: "radius", radius: to }));
  const lengths = { least: FEWEST, most: xs.length, by: 1 };
  const steps = dial(text("decay_steps"), lengths, (to) => dispatch({ type: "steps", steps: to }));
  const names = ACTIVATIONS.map((name) => [name, { type: "activation", activation: name }]);
  const activation = choice(text("decay_activation"), names, dispatch);
  function show(state) {
    radius.show(state.radius, `ρ = ${state.radius.toFixed(2)}`);
    steps.show(state.steps, `T = ${state.steps}`);
    activation.show(ACTIVATIONS.indexOf(state.activation));
  }
  return { node: el("div", { class: "dials" }, radius.node, steps.node, activation.node), show };
}

/** How the weights' gradients are clipped, and the button that starts anew. */
function clipDials(dispatch, text) {
  const options = CLIPS.map((clip) => [text(`decay_clip_${clip}`), { type: "clip", clip }]);
  const { node, show } = choice(text("decay_clip"), options, dispatch);
  const reset = el("button", {
    type: "button", class: "mode reset", onclick: () => dispatch({ type: "reset" }),
  }, text("reset"));
  return { node: el("div", { class: "dials" }, node, reset), show: ({ clip }) => show(CLIPS.indexOf(clip)) };
}

function view(given, { dispatch, text, lang }) {
  const root = frame("gradient-decay", text("gradient_decay"), lang);
  const [dials, clips] = [networkDials(given, dispatch, text), clipDials(dispatch, text)];
  const keys = ["measured", "bound"].map((name) => el("span", { class: `key key-${name}` }, text(`decay_key_${name}`)));
  const drawing = plot(dispatch, text);
  const [first, step] = [el("span", {}), el("span", { class: "looked" })];
  const sentence = el("p", {
    class: "sentence", role: "status", "aria-live": "polite", "aria-atomic": "false",
  }, first, step);
  const panel = equation(["letters", "numbers", "about"]);
  const clipSentence = el("p", { class: "clip-told" });
  root.append(dials.node, el("div", { class: "keys" }, ...keys), drawing.node, sentence, panel.node, clips.node,
    clipSentence);

  function show(state, spec, width) {
    dials.show(state);
    clips.show(state);
    if (width) drawing.show(state, spec, width);
    setText(first, sayFirst(state, spec, text));
    setText(step, sayStep(state, spec, text));
    panel.show(explained(state, spec, text));
    setText(clipSentence, sayClip(state, spec, text));
    setClass(root, "clipping", state.clip !== "none");
  }
  return { root, measured: root, show };
}

const FROM = ["radius", "activation", "steps"];

export default widget({ reads: READS, places: PLACES, start, move, derive, from: FROM, view });
