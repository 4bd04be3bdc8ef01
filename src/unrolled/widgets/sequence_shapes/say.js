// The sequence shapes in words: what a step has done.

import { fixed } from "../kit/numbers.js";
import { countShapes, operationsOf } from "./state.js";

/** A probability as it is told: 0.983. A softmax gives no 0 and no 1, so none is told. */
export const shareName = (p) => (p > 0.9995 ? "> 0.999" : p < 0.0005 ? "< 0.001" : fixed(p));

function readingName({ kind, read, picture }, text) {
  if (kind !== "given") return text(`shapes_reads_${kind}`, { read });
  return text(read ? "shapes_reads" : picture ? "shapes_reads_picture" : "shapes_reads", { read });
}

function writingName(run, { t, phase }, text) {
  const step = run.steps[t];
  if (phase) {
    const [, p] = step.p.find(([name]) => name === step.written);
    return text("shapes_writes", { written: step.written, p: shareName(p) });
  }
  if (operationsOf(step) === 2) return text("shapes_keeps");
  if (!step.p.length) return text("shapes_waits");
  const [best, p] = step.p[0];
  return text("shapes_would", { best, p: shareName(p) });
}

/** "Step 3: reads “not” and writes nothing yet. ..." */
export function sayShapes(run, state, text) {
  const step = run.steps[state.t];
  const judged = state.phase && step.truth !== undefined;
  return text("shapes_step", { t: state.t }) + readingName(step, text) + writingName(run, state, text)
    + (judged ? text(step.right ? "shapes_right" : "shapes_wrong", step) : "");
}

/** "step 3: 4 of 8 read, 0 of 1 written" */
export const sayCount = (run, state, text) => text("shapes_count", { t: state.t, ...countShapes(run, state) });

/** What stands above the probabilities. */
export function sayBelief(run, { t, phase }, text) {
  const step = run.steps[t];
  const kind = operationsOf(step) === 2 ? (phase ? "writes" : "later") : step.p.length ? "would" : "none";
  return text(`shapes_p_${kind}`, { t });
}
