// What a reader can do to the network: type another input, choose the cell and the unit, hold a gate.

import { el, setAttr, setClass, setText, setVar } from "../kit/dom.js";
import { anatomy, holdOn, readInputs, sizes, typedInputs } from "./state.js";

const button = (name, press, attrs = {}) =>
  el("button", { type: "button", class: "mode", onclick: press, ...attrs }, name);
const group = (name, ...buttons) => el("div", { class: "modes", role: "group", "aria-label": name }, ...buttons);
const setPressed = (node, on) => setAttr(node, "aria-pressed", String(on));

/** Which cell reads; nothing if there is only one. */
export function cellChooser({ titles }, dispatch, text) {
  const buttons = titles.map((cell) => button(cell, () => dispatch({ type: "cell", cell })));
  const node = group(text("gates_cells"), ...buttons);
  node.classList.add("cells");
  node.hidden = titles.length < 2;
  const show = (state) => buttons.forEach((one, n) => setPressed(one, titles[n] === state.cell));
  return { node, show };
}

/** The field's own events: what is typed is read at once; Enter and the focus select it all; leaving forgives. */
function listen(input, given, dispatch, restore) {
  input.addEventListener("input", () => {
    const { inputs, reason, text } = readInputs(input.value, given);
    dispatch(inputs ? { type: "type", inputs } : { type: "refuse", refused: { reason, text } });
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") input.select();
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", () => {
    dispatch({ type: "forgive" });
    restore();
  });
}

/** The field for another text. What cannot be read is refused beside it, and the last good text stays. */
export function inputField(given, dispatch, text) {
  const id = `refusal-${Math.random().toString(36).slice(2)}`;
  const input = el("input", {
    type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", inputmode: "text", maxlength: "200",
    enterkeyhint: "done",
  });
  const refusal = el("p", { class: "refused", id, role: "alert" });
  const name = el("span", { class: "typed-name" }, text(promptOf(given)));
  const node = el("div", { class: "typed" }, el("label", {}, name, input), refusal);
  let shown = null;
  listen(input, given, dispatch, () => { if (shown !== null) input.value = shown; });

  function show({ refused }, spec) {
    const now = typedInputs(spec);
    node.hidden = now === null;
    // What is being typed stays as it is typed, capitals and all.
    const typing = document.activeElement === input && sameInputs(input.value, spec);
    if (now !== shown && !typing) input.value = now ?? "";
    shown = now;
    setText(refusal, refused ? text(`gates_refused_${refused.reason}`, {
      text: refused.text.slice(0, 24), letters: allowed(given),
    }) : "");
    setAttr(input, "aria-invalid", refused ? "true" : null);
    setAttr(input, "aria-describedby", refused ? id : null);
  }
  return { node, show };
}

/** What the field asks for. */
function promptOf({ colours, vocabulary }) {
  if (colours) return "gates_type_name";
  if (!vocabulary) return "gates_type_numbers";
  return vocabulary.every((symbol) => symbol.length === 1) ? "gates_type_text" : "gates_type_symbols";
}

const sameInputs = (typed, spec) => JSON.stringify(readInputs(typed, spec).inputs) === JSON.stringify(spec.inputs);

/** The symbols that can be typed, as few as will do: a–z for the alphabet. */
function allowed({ vocabulary }) {
  if (!vocabulary) return "";
  const all = vocabulary.join("").includes("abcdefghijklmnopqrstuvwxyz");
  const others = all ? vocabulary.filter((symbol) => !/^[a-z ]$/.test(symbol)) : vocabulary.slice(0, 12);
  return [...(all ? ["a–z"] : []), ...others].join(" ");
}

/** Which unit is looked at, by number: back, forward. */
export function unitChooser(dispatch, text) {
  const name = el("output", {});
  const move = (by) => () => dispatch((state) => ({ type: "unit", unit: state.unit + by }));
  const [back, next] = [["gates_unit_back", -1, "‹"], ["gates_unit_next", 1, "›"]].map(([key, by, sign]) =>
    button(sign, move(by), { "aria-label": text(key) }));
  const node = el("div", { class: "units" }, group(text("gates_unit"), back, name, next));
  function show({ unit }, { H }) {
    setText(name, text("gates_unit_of", { unit: unit + 1, H }));
    setAttr(back, "aria-disabled", unit === 0 ? "true" : null);
    setAttr(next, "aria-disabled", unit === H - 1 ? "true" : null);
  }
  return { node, show };
}

/** One gate: shut, free, open. */
function gateChooser(gate, dispatch, text) {
  const name = text(`gates_name_${gate}`);
  const values = [0, null, 1];
  const buttons = values.map((value) => button(value === null ? text("gates_free") : `${value}`,
    () => dispatch({ type: "hold", gate, value }),
    { "aria-label": value === null ? text("gates_let_go", { name }) : text("gates_hold_at", { name, value }) }));
  const level = el("span", { class: "level" });
  const node = el("div", { class: `hand hand-${gate}` },
    el("span", { class: `hand-name sym-${gate}` }, el("span", { class: `sym sym-${gate}` }, gate), level,
      el("span", { class: "hand-word" }, text(`gates_short_${gate}`))), group(name, ...buttons));
  function show(state, { trace }) {
    const hold = holdOn(state, gate);
    buttons.forEach((one, n) => setPressed(one, (hold?.value ?? null) === values[n]));
    setVar(level, "--level", trace[state.t][gate][state.unit].toFixed(3));
    setClass(node, "held", Boolean(hold));
  }
  return { node, show };
}

/** On whom a hold acts: the chosen unit, or all. */
function wholeChooser(dispatch, text) {
  const [one, all] = [false, true].map((whole) =>
    button(text("gates_all"), () => dispatch({ type: "all", all: whole })));
  const node = group(text("gates_whom"), one, all);
  function show(state, { H }) {
    node.hidden = H === 1;
    setText(one, text("unit", { n: state.unit + 1 }));
    setPressed(one, !state.all);
    setPressed(all, state.all);
  }
  return { node, show };
}

/** The holds that act on the cell's gates, in words. */
function sayHolds({ holds, t }, gates, text) {
  const acting = holds.filter(({ gate }) => gates.includes(gate));
  if (!acting.length) return text("gates_none_held", { t });
  return text("gates_told", { holds: acting.map(({ gate, value, from, unit }) => text("gates_one_hold", {
    gate, value, from, whom: unit === null ? text("gates_all") : text("unit", { n: unit + 1 }),
  })).join(text("gates_and")) });
}

/** The holds: each gate's three buttons, whom they act on, and what is held. */
export function holdChooser(dispatch, text) {
  let [choosers, anatomyShown] = [[], null];
  const whole = wholeChooser(dispatch, text);
  const release = button(text("gates_release"), () => {
    dispatch({ type: "release" });
    choosers[0].node.querySelector("button").focus(); // this button hides, and the focus must not leave the widget
  }, { class: "mode release" });
  const gateRows = el("div", { class: "gate-hands" });
  const sentence = el("p", { class: "held-told" });
  const heading = el("span", { class: "heading" }, text("gates_hands"));
  const head = el("div", { class: "hands-head" }, heading, whole.node);
  const foot = el("div", { class: "hands-foot" }, sentence, release);
  const node = el("div", { class: "hands", role: "group", "aria-label": text("gates_hands") }, head, gateRows, foot);

  function show(state, spec) {
    const parts = anatomy(spec.net.cell.kind);
    if (parts !== anatomyShown) {
      choosers = parts.gates.map((gate) => gateChooser(gate, dispatch, text));
      gateRows.replaceChildren(...choosers.map((chooser) => chooser.node));
      anatomyShown = parts;
    }
    node.hidden = !parts.gates.length;
    whole.show(state, sizes(spec));
    for (const chooser of choosers) chooser.show(state, spec);
    release.hidden = !state.holds.length;
    setText(sentence, sayHolds(state, parts.gates, text));
  }
  return { node, show };
}
