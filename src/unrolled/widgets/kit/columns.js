// An unrolled network in columns, one a step: which of them are in view, and the state in each.

import { setAttr, setClass, setText, setVar, svg } from "./dom.js";
import { range } from "./numbers.js";

export const NARROWEST = 44; // a finger's width: every column is also a button

/** Which steps are in view, and how wide a column is. Long sequences slide under the current step. */
export function windowOf(T, t, width, sides) {
  const room = Math.max(width - sides.left - sides.right, NARROWEST);
  const count = Math.max(Math.min(T, Math.floor(room / NARROWEST)), 1);
  const from = Math.min(Math.max(t - Math.floor(count / 2), 0), T - count);
  return { from, count, column: Math.min(room / count, 190) };
}

/** A column as a button, around x, in a drawing of this height. */
export const hitArea = (x, width, height) => svg("rect", {
  class: "hit", role: "button", tabindex: "-1", x: x - width / 2, y: 2, width, height: height - 4, rx: 8,
});

/** A token under its column, in letters that fit into it. */
export function setToken(node, text, column) {
  setText(node, text);
  setVar(node, "font-size", `${Math.min(13, Math.max(9, (column - 4) / (0.6 * text.length)))}px`);
}

/** A state as bars from a middle line at (x, y), one a unit, at most `height` long: up is positive. */
export function stateBars(H, x, y, { width, height }) {
  const pitch = Math.min(width / H, 12);
  const bars = range(H).map((j) => svg("rect", {
    class: "bar", x: x - (pitch * H) / 2 + pitch * j + pitch * 0.15, width: pitch * 0.7,
  }));
  const zero = svg("line", { class: "zero", x1: x - width / 2, x2: x + width / 2, y1: y, y2: y });
  const node = svg("g", { class: "bars" }, zero, ...bars);
  return {
    node,
    show(h, known, unit) {
      bars.forEach((bar, j) => {
        const size = known ? Math.min(Math.abs(h[j]), 1) * height : 0;
        setAttr(bar, "height", size.toFixed(2));
        setAttr(bar, "y", (h[j] > 0 ? y - size : y).toFixed(2));
        setClass(bar, "below", h[j] < 0);
        setClass(bar, "chosen", j === unit && H > 1);
      });
    },
  };
}
