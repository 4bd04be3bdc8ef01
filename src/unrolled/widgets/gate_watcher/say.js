// What a step did, in a sentence: the gate that moved most, the memory, and what the network now believes.

import { fixed, short, stepIndex } from "../kit/numbers.js";
import { answerOf, bestOf, numberIn } from "./numbers.js";
import { anatomy, phasesOf } from "./state.js";

const CLEAR = 0.005; // a smaller change is none

/** "forget gate f falls from 0.810 to 0.120", or where it stands at the first step. */
function sayChange(key, { t, unit }, { trace }, text) {
  const to = numberIn(trace[t], key, unit);
  const name = text(`gates_name_${key}`);
  const from = trace[t][`${key}_prev`]?.[unit] ?? (t ? numberIn(trace[t - 1], key, unit) : null);
  if (from === null) return text("gates_is", { name, to: fixed(to) });
  if (Math.abs(to - from) < CLEAR) return text("gates_stays", { name, to: fixed(to) });
  return text(to > from ? "gates_rises" : "gates_falls", { name, from: fixed(from), to: fixed(to) });
}

/** The gate of the chosen unit that changed most since the step before. */
function liveliest({ t, unit }, { trace }, gates) {
  const change = (gate) => Math.abs(numberIn(trace[t], gate, unit) - (t ? numberIn(trace[t - 1], gate, unit) : 0.5));
  return [...gates].sort((u, v) => change(v) - change(u))[0];
}

/** A colour [r, g, b] from 0 to 1 as CSS. */
export const hexOf = (rgb) =>
  `#${rgb.map((part) => Math.round(255 * Math.min(Math.max(part, 0), 1)).toString(16).padStart(2, "0")).join("")}`;

/** "rrggbb" as [r, g, b] from 0 to 1. */
export const rgbOf = (hex) => [0, 2, 4].map((from) => parseInt(hex.slice(from, from + 2), 16) / 255);

const tables = new WeakMap(); // of a table of colours, its numbers: read once

/** The name of the known colour that is nearest. */
export function nearestName([red, green, blue], colours) {
  if (!tables.has(colours)) tables.set(colours, Object.entries(colours).map(([name, hex]) => [name, ...rgbOf(hex)]));
  let [nearest, least] = [null, Infinity];
  for (const [name, r, g, b] of tables.get(colours)) {
    const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    if (distance < least) [nearest, least] = [name, distance];
  }
  return nearest;
}

/** What an output is called. */
export const outputLabel = ({ output_tokens, colours }, k, text) =>
  (colours ? text(["gates_red", "gates_green", "gates_blue"][k])
    : output_tokens?.[k] ?? text("gates_output", { n: k + 1 }));

/** What the network believes after step t. */
function sayBelief(spec, t, text) {
  if (!spec.net.readout) return "";
  const answer = answerOf(spec.trace[t]);
  if (spec.colours) {
    const like = nearestName(answer, spec.colours);
    return like ? text("gates_believes_colour", { like }) : "";
  }
  if (answer.length === 1) return text("gates_answers", { y: fixed(answer[0]) });
  const best = bestOf(answer);
  return text("gates_believes", { best: outputLabel(spec, best, text), y: fixed(answer[best]) });
}

/** The input of step t in a sentence. */
export function inputName({ tokens, inputs, xs }, t, text) {
  if (tokens) return tokens[t] === " " ? text("gates_space") : text("gates_letter", { token: tokens[t] });
  return xs[t].length === 1 ? `x = ${short(inputs[t][0])}` : `x${stepIndex(t)}`;
}

/** The input of step t as it stands on the drawing. */
export function inputLabel({ tokens, inputs, xs }, t) {
  if (tokens) return `“${tokens[t] === " " ? "␣" : tokens[t]}”`;
  return xs[t].length === 1 ? short(inputs[t][0]) : `(${xs[t].length})`;
}

/** What the current operation or the whole step did, in one sentence, and what the network believes then. */
export function say(state, spec, text) {
  const { t, unit } = state;
  const { gates, state: memory } = anatomy(spec.net.cell.kind);
  const sentence = (deed) => text("gates_did", { t, input: inputName(spec, t, text), unit: unit + 1, deed });
  const belief = sayBelief(spec, t, text);
  const then = belief ? ` ${belief}` : "";
  if (state.inside) {
    const phase = phasesOf(spec)[state.phase];
    if (phase === "y") return sentence(text("gates_did_y")) + then;
    const value = numberIn(spec.trace[t], phase, unit);
    return sentence(text(`gates_did_${phase}`, { value: fixed(value), share: Math.round(100 * value) }));
  }
  const keys = [...(gates.length ? [liveliest(state, spec, gates)] : []), memory];
  return sentence(keys.map((key) => sayChange(key, state, spec, text)).join(text("gates_and"))) + then;
}
