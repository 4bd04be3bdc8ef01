// The sequence shapes in words: what a step has done.

import { fixed } from "../kit/numbers.js";
import { counts, operationsOf } from "./state.js";

/** A probability as a reader sees it: 0.983. A softmax gives no 0 and no 1, so neither is shown. */
export const probability = (p) => (p > 0.9995 ? "> 0.999" : p < 0.0005 ? "< 0.001" : fixed(p));

function reading({ kind, read, picture }, text) {
  if (kind !== "given") return text(`shapes_reads_${kind}`, { read });
  return text(read ? "shapes_reads" : picture ? "shapes_reads_picture" : "shapes_reads", { read });
}

function writing(step, phase, text) {
  if (phase) {
    const [, p] = step.p.find(([name]) => name === step.written);
    return text("shapes_writes", { written: step.written, p: probability(p) });
  }
  if (operationsOf(step) === 2) return text("shapes_keeps");
  if (!step.p.length) return text("shapes_waits");
  const [best, p] = step.p[0];
  return text("shapes_would", { best, p: probability(p) });
}

/** "Step 3: reads “not” and writes nothing yet. ..." */
export function say({ t, phase }, { steps }, text) {
  const step = steps[t];
  const judged = phase && step.truth !== undefined;
  return text("shapes_step", { t }) + reading(step, text) + writing(step, phase, text)
    + (judged ? text(step.right ? "shapes_right" : "shapes_wrong", step) : "");
}

/** "step 3: 4 of 8 read, 0 of 1 written" */
export const sayCounts = (state, spec, text) => text("shapes_count", { t: state.t, ...counts(state, spec) });

/** The heading of the probabilities. */
export function sayProbabilities({ t, phase }, { steps }, text) {
  const step = steps[t];
  const kind = operationsOf(step) === 2 ? (phase ? "writes" : "later") : step.p.length ? "would" : "none";
  return text(`shapes_p_${kind}`, { t });
}
