// What a reader can change: the step's input and target, which losses count, and every weight. Folded away at first.

import { spoken } from "../forward_stepper/sheet.js";
import { sizes } from "../forward_stepper/state.js";
import { el, setAttr } from "../kit/dom.js";
import { formula, piece } from "../kit/formula.js";
import { numberField, rove, scale } from "../kit/number_field.js";
import { range, short, stepIndex } from "../kit/numbers.js";
import { editKey, valueOf } from "./state.js";

/** A number that can be changed. */
function changeable(key, { dispatch, text }) {
  const cell = numberField({
    edit: (value) => dispatch(({ t }) => ({ type: "edit", key: editKey(key, t), value })),
    refuse: (typed, reason) => dispatch({ type: "refuse", key, text: typed, reason }),
  });
  const { node } = cell;
  node.dataset.key = key;
  const name = spoken(key, text);
  function show(state, spec) {
    const value = valueOf(spec, key, state.t);
    const edited = editKey(key, state.t) in state.edits;
    cell.show(value, short(value), {
      edited, invalid: state.refused?.key === key, reading: short(value),
      label: edited ? `${name}, ${text("edited")}` : name,
    });
    scale(node, value, 1);
  }
  return { node, show };
}

/** A named block of fields, `rows` of keys. */
function block(rows, tools) {
  const fields = rows.map((keys) => keys.map((key) => changeable(key, tools)));
  const name = el("span", { class: "field-name" });
  const nodes = fields.flat().map(({ node }) => node);
  const grid = el("div", { class: "fields", style: `--columns: ${rows[0].length}` }, ...nodes);
  rove(grid, nodes);
  const show = (...all) => fields.flat().forEach((one) => one.show(...all));
  return { node: el("div", { class: "field-block" }, name, grid), name, show };
}

/** The right symbol of a step, chosen from all there are. */
function symbolChoice(given, { dispatch, text }) {
  const { V } = sizes(given);
  const select = el("select", {
    class: "symbol-choice", "aria-label": text("flow_target"),
    onchange: ({ target: { value } }) =>
      dispatch(({ t }) => ({ type: "edit", key: `target.0@${t}`, value: Number(value) })),
  }, ...range(V).map((k) => el("option", { value: k }, given.output_tokens?.[k] ?? `${k}`)));
  const name = el("span", { class: "field-name" });
  const show = (state, spec) => { select.value = String(spec.targets[state.t]); };
  return { node: el("div", { class: "field-block" }, name, select), name, show };
}

/** A button for each step: does its loss count? */
function lossSwitches(T, { dispatch, text }) {
  const buttons = range(T).map((t) => el("button", {
    type: "button", class: "loss-switch",
    onclick: ({ currentTarget }) =>
      dispatch({ type: "edit", key: `count@${t}`, value: currentTarget.getAttribute("aria-pressed") !== "true" }),
  }, `${t}`));
  const name = el("span", { class: "field-name" }, text("flow_counts"));
  const node = el("div", { class: "field-block wide" }, name,
    el("div", { class: "loss-switches", role: "group", "aria-label": text("flow_counts") }, ...buttons));
  function show(state, spec) {
    buttons.forEach((button, t) => {
      setAttr(button, "aria-pressed", String(spec.counts[t]));
      setAttr(button, "aria-label", text("flow_count_of", { t }));
    });
  }
  return { node, show };
}

/** The fold with all of them, and `show` to bring it up to date. */
export function changes(given, tools) {
  const { T, D, H, K, V } = sizes(given);
  const row = (name, n) => range(n).map((i) => `${name}.${i}`);
  const matrix = (name, from, rows, columns) => range(rows).map((i) => row(`${name}.${from + i}`, columns));
  const target = given.loss === "softmax" ? symbolChoice(given, tools) : block([row("target", V)], tools);
  const parts = [
    [block([row("x", D)], tools), (t) => [piece("x", "x", t)]],
    [target, (t) => [piece(tools.text("flow_target_of", { t }))]],
    [block(matrix("W", 0, H, H), tools), () => [piece("W", "", "h")]],
    [block(matrix("W", H, K - H, H), tools), () => [piece("W", "", "x")]],
    [block([row("b", H)], tools), () => [piece("b")]],
    [block(matrix("W_y", 0, H, V), tools), () => [piece("W", "", "y")]],
    [block([row("b_y", V)], tools), () => [piece("b", "", "y")]],
  ];
  const switches = lossSwitches(T, tools);
  const node = el("details", { class: "changes" }, el("summary", {}, tools.text("flow_change")),
    el("div", { class: "change-grid" }, switches.node, ...parts.map(([{ node: one }]) => one)));

  function show(state, spec) {
    switches.show(state, spec);
    for (const [one, pieces] of parts) {
      formula(one.name, pieces(stepIndex(state.t)));
      one.show(state, spec);
    }
  }
  return { node, show };
}
