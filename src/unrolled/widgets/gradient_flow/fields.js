// What a reader can change: the step's input and target, which losses count, and every weight. Folded away at first.

import { el, setAttr, setClass, setText } from "../kit/dom.js";
import { formula } from "../kit/formula.js";
import { short, stepIndex } from "../kit/numbers.js";
import { numberField, rove, scale } from "../kit/number_field.js";
import { extent, keptAs, readAt } from "./state.js";
import { aloud } from "./sheets.js";

const each = (n) => Array.from({ length: n }, (_, i) => i);

/** A number that can be changed. */
function changeable(key, { dispatch, text }) {
  const cell = numberField({
    edit: (value) => dispatch(({ t }) => ({ type: "edit", key: keptAs(key, t), value })),
    refuse: (typedText, reason) => dispatch(() => ({ type: "refuse", key, text: typedText, reason })),
  });
  const { node } = cell;
  node.dataset.key = key;
  const called = aloud(key, text);
  function show(state, spec) {
    const value = readAt(spec, key, state.t);
    const edited = keptAs(key, state.t) in state.edits;
    cell.show(value, short(value), {
      edited, invalid: state.refused?.key === key, reading: short(value),
      label: edited ? `${called}, ${text("edited")}` : called,
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
function symbolChoice(spec, { dispatch, text }) {
  const { V } = extent(spec);
  const select = el("select", {
    class: "symbol-choice", "aria-label": text("flow_target"),
    onchange: ({ target: { value } }) =>
      dispatch(({ t }) => ({ type: "edit", key: `target.0@${t}`, value: Number(value) })),
  }, ...each(V).map((k) => el("option", { value: k }, spec.output_tokens?.[k] ?? `${k}`)));
  const name = el("span", { class: "field-name" });
  const show = (state, current) => { select.value = String(current.targets[state.t]); };
  return { node: el("div", { class: "field-block" }, name, select), name, show };
}

/** A button for each step: does its loss count? */
function lossSwitches(T, { dispatch, text }) {
  const buttons = each(T).map((t) => el("button", {
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
export function changes(spec, tools) {
  const { T, D, H, K, V } = extent(spec);
  const row = (name, n) => each(n).map((i) => `${name}.${i}`);
  const matrix = (name, from, rows, columns) => each(rows).map((i) => row(`${name}.${from + i}`, columns));
  const letter = (said, symbol = "", sub = "") => [said, symbol, sub];
  const target = spec.loss === "softmax" ? symbolChoice(spec, tools) : block([row("target", V)], tools);
  const parts = [
    [block([row("x", D)], tools), (t) => [letter("x", "x", t)]],
    [target, (t) => [letter(tools.text("flow_target_of", { t }))]],
    [block(matrix("W", 0, H, H), tools), () => [letter("W", "", "h")]],
    [block(matrix("W", H, K - H, H), tools), () => [letter("W", "", "x")]],
    [block([row("b", H)], tools), () => [letter("b")]],
    [block(matrix("W_y", 0, H, V), tools), () => [letter("W", "", "y")]],
    [block([row("b_y", V)], tools), () => [letter("b", "", "y")]],
  ];
  const switches = lossSwitches(T, tools);
  const node = el("details", { class: "changes" }, el("summary", {}, tools.text("flow_change")),
    el("div", { class: "change-grid" }, switches.node, ...parts.map(([{ node: one }]) => one)));

  function show(state, current) {
    switches.show(state, current);
    for (const [one, pieces] of parts) {
      formula(one.name, pieces(stepIndex(state.t)));
      one.show(state, current);
    }
  }
  return { node, show };
}

/** The words that say why a number was refused, beside its field. */
export function flowRefusal(root, text, id) {
  const node = el("p", { class: "refusal", id, role: "alert", hidden: true });
  let shown = null;
  function show({ refused }) {
    if (refused === shown) return;
    shown = refused;
    node.hidden = !refused;
    root.querySelectorAll("[aria-describedby]").forEach((field) => field.removeAttribute("aria-describedby"));
    if (!refused) return setText(node, "");
    const said = { text: refused.text.trim().slice(0, 24), name: aloud(refused.key, text) };
    setText(node, text(`refused_${refused.reason}`, said));
    const field = root.querySelector(`.num.given[data-key="${refused.key}"]`);
    field.querySelector("input").setAttribute("aria-describedby", id);
    const [box, frame] = [field.getBoundingClientRect(), root.getBoundingClientRect()];
    node.style.left = `${Math.max(Math.min(box.left - frame.left - 8, frame.width - node.offsetWidth - 8), 8)}px`;
    node.style.top = `${box.bottom - frame.top + 6}px`;
  }
  return { node, show };
}
