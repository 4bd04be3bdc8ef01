// What the widgets are built from, as far as it needs no page: numbers, formulas, the lines of an equation.
import assert from "node:assert/strict";
import { test } from "node:test";

import { equationLines } from "../../src/unrolled/widgets/kit/equation.js";
import {
  below, inputName, join, outputName, piece, superscript, times, total, vector,
} from "../../src/unrolled/widgets/kit/formula.js";
import { argmax, bracketed, clamp, range, short, signed } from "../../src/unrolled/widgets/kit/numbers.js";

const written = (pieces) => pieces.map(([text, , sub]) => text + (sub ? `_${sub}` : "")).join("");

test("numbers are counted from 0, and the first of the largest is found", () => {
  assert.deepEqual(range(3), [0, 1, 2]);
  assert.deepEqual(range(0), []);
  assert.equal(argmax([1, 3, 3, -4]), 1);
});

test("a number is kept between two others", () =>
  assert.deepEqual([-2, 0.5, 3].map((n) => clamp(n, -1, 2)), [-1, 0.5, 2]));

test("an exponent stands above the line, its sign too", () =>
  assert.deepEqual([10, -3].map(superscript), ["¹⁰", "⁻³"]));

test("a minus sign is a true one, and kept apart where a number is a factor or a term", () => {
  assert.equal(signed("-4e-5"), "−4e−5");
  assert.equal(bracketed(short(-2)), "(−2)");
  const [h, w] = [piece("−0.5", "h"), piece("−2")];
  assert.equal(written(times(h, w)), "−0.5 · (−2)");
  assert.equal(written(total([times(h, w), times(h, w)])), "−0.5 · (−2) + (−0.5) · (−2)");
  assert.equal(written(join([[h], [w]], ", ")), "−0.5, −2");
});

test("a piece has a text, a symbol and a subscript", () => {
  assert.deepEqual(piece("h", "h", "−1"), ["h", "h", "−1"]);
  assert.deepEqual(piece("="), ["=", "", ""]);
});

test("steps and vectors in a sentence", () => {
  assert.equal(below(-1) + below(20), "₋₁₂₀");
  assert.equal(vector([1, 2, 3, 4], short), "[1, 2, 3, …]");
  assert.equal(inputName({ tokens: ["my"], xs: [[1]] }, 0), "“my”");
  assert.equal(inputName({ xs: [[1], [0, 0, 0, 1]] }, 0), "x₀ = 1");
  assert.equal(inputName({ xs: [[1], [0, 0, 0, 1]] }, 1), "x₁");
  const trace = [{ y: [1, 2], p: [0.25, 0.75] }];
  assert.equal(outputName({ trace, net: { readout: { softmax: true } }, output_tokens: ["no", "yes"] }, 0), "“yes” (0.750)");
  assert.equal(outputName({ trace, net: { readout: {} } }, 0), "[1.000, 2.000]");
});

test("name = formula = numbers = value; what is not known yet shows its letters only", () => {
  const number = { name: [piece("h")], formula: [piece("a")], numbers: [piece("1")], value: "= 1", about: "" };
  const known = equationLines(number, true, String);
  assert.deepEqual([written(known.letters), written(known.numbers), known.value], ["h = a", "= 1", "= 1"]);
  const waiting = equationLines(number, false, String);
  assert.deepEqual([written(waiting.letters), waiting.numbers, waiting.value], ["h = a", [], "not_yet"]);
  assert.equal(written(equationLines({ ...number, formula: [] }, true, String).letters), "h");
  assert.equal(written(equationLines({ ...number, name: [] }, true, String).letters), "a");
});
