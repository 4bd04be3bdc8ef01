// What a step did, in a sentence: the gate that moved most, the memory, and what the network now believes.

import { fixed, short, stepIndex } from "../kit/numbers.js";
import { answerOf, numberIn } from "./numbers.js";
import { anatomy, phasesIn } from "./state.js";

const CLEAR = 0.005; // a smaller change is none

/** "forget gate f falls from 0.810 to 0.120", or where it stands at the first step. */
function moved(key, found, { t, unit }, text) {
  const to = numberIn(found.trace[t], key, unit);
  const name = text(`gates_name_${key}`);
  const past = found.trace[t][`${key}_prev`]?.[unit] ?? (t ? numberIn(found.trace[t - 1], key, unit) : null);
  if (past === null) return text("gates_is", { name, to: fixed(to) });
  if (Math.abs(to - past) < CLEAR) return text("gates_stays", { name, to: fixed(to) });
  return text(to > past ? "gates_rises" : "gates_falls", { name, from: fixed(past), to: fixed(to) });
}

/** The gate of the chosen unit that changed most since the step before. */
function liveliest({ trace }, { t, unit }, gates) {
  const change = (gate) => Math.abs(numberIn(trace[t], gate, unit) - (t ? numberIn(trace[t - 1], gate, unit) : 0.5));
  return [...gates].sort((u, v) => change(v) - change(u))[0];
}

/** A colour [r, g, b] from 0 to 1 as CSS, and the known name that is nearest to it. */
export const hexOf = (rgb) =>
  `#${rgb.map((part) => Math.round(255 * Math.min(Math.max(part, 0), 1)).toString(16).padStart(2, "0")).join("")}`;

/** "rrggbb" as [r, g, b] from 0 to 1. */
export const partsOf = (hex) => [0, 2, 4].map((from) => parseInt(hex.slice(from, from + 2), 16) / 255);

const tables = new WeakMap(); // of a table of colours, its parts: read once

export function nearestName([red, green, blue], colours) {
  if (!tables.has(colours)) tables.set(colours, Object.entries(colours).map(([name, hex]) => [name, ...partsOf(hex)]));
  let [best, least] = [null, Infinity];
  for (const [name, r, g, b] of tables.get(colours)) {
    const far = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    if (far < least) {
      best = name;
      least = far;
    }
  }
  return best;
}

/** What an output is called. */
export const outputLabel = ({ output_tokens, colours }, k, text) =>
  (colours ? text(["gates_red", "gates_green", "gates_blue"][k])
    : output_tokens?.[k] ?? text("gates_output", { n: k + 1 }));

/** What the network believes after step t, in words. */
export function beliefSaid(spec, found, t, text) {
  if (!found.net.readout) return "";
  const answer = answerOf(found.trace[t]);
  if (spec.colours) {
    const like = nearestName(answer, spec.colours);
    return like ? text("gates_believes_colour", { like }) : "";
  }
  if (answer.length === 1) return text("gates_answers", { y: fixed(answer[0]) });
  const best = answer.indexOf(Math.max(...answer));
  return text("gates_believes", { best: outputLabel(spec, best, text), y: fixed(answer[best]) });
}

export function inputSaid({ tokens, inputs, xs }, t, text) {
  if (tokens) return tokens[t] === " " ? text("gates_space") : text("gates_letter", { token: tokens[t] });
  return xs[t].length === 1 ? `x = ${short(inputs[t][0])}` : `x${stepIndex(t)}`;
}

/** The sentence of the live region. */
export function sayWatch(spec, found, state, text) {
  const { t, unit } = state;
  const { gates, state: memory } = anatomy(found.net.cell.kind);
  const told = (deed) => text("gates_did", { t, input: inputSaid(found, t, text), unit: unit + 1, deed });
  const belief = beliefSaid(spec, found, t, text);
  const believed = belief ? ` ${belief}` : "";
  if (state.inside) {
    const phase = phasesIn(spec, state)[state.phase];
    if (phase === "y") return told(text("gates_did_y")) + believed;
    const value = numberIn(found.trace[t], phase, unit);
    return told(text(`gates_did_${phase}`, { value: fixed(value), share: Math.round(100 * value) }));
  }
  const keys = [...(gates.length ? [liveliest(found, state, gates)] : []), memory];
  return told(keys.map((key) => moved(key, found, state, text)).join(text("gates_and"))) + believed;
}
