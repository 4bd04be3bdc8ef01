// What the memory race says: how often each network has solved the task.

import { fixed } from "../kit/numbers.js";

/** The networks that are shown, those that have solved the task most often first, then the better median. */
function inOrder({ shown }, spec) {
  const by = (key) => (one, other) => spec[other].now[key] - spec[one].now[key];
  return [...shown].sort((one, other) => by("solved")(one, other) || by("median")(one, other));
}

/** "GRU by all 3 seeds; LSTM by 1 of 3; RNN by none (best 0.31)". */
export function sayStandings(state, spec, text) {
  return inOrder(state, spec).map((network) => {
    const { solved, seeds, high } = spec[network].now;
    const values = { name: text(`race_${network}`), solved, seeds: seeds.length, best: fixed(high, 2) };
    return text(solved === seeds.length ? "race_all" : solved ? "race_some" : "race_none", values);
  }).join("; ");
}

/** How the networks stand after so many steps at this gap. */
export function say(state, spec, text) {
  const { at, gap, shown } = state;
  return text(shown.length ? "race_after" : "race_nobody", { steps: at, gap, who: sayStandings(state, spec, text) });
}
