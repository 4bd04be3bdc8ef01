// What a reader can do to the network: type another input, choose the cell and the unit, hold a gate.

import { el, setAttr, setClass, setText, setVar } from "../kit/dom.js";
import { anatomy, extents, holdOn, readInputs, typedInputs } from "./state.js";

const buttonOf = (said, press, attrs = {}) =>
  el("button", { type: "button", class: "mode", onclick: press, ...attrs }, said);
const groupOf = (name, ...buttons) => el("div", { class: "modes", role: "group", "aria-label": name }, ...buttons);
const pressed = (button, on) => setAttr(button, "aria-pressed", String(on));

/** Which cell reads; nothing if there is only one. */
export function cellChooser(spec, dispatch, text) {
  const buttons = spec.titles.map((cell) => buttonOf(cell, () => dispatch({ type: "cell", cell })));
  const node = groupOf(text("gates_cells"), ...buttons);
  node.classList.add("cells");
  node.hidden = spec.titles.length < 2;
  const show = (state) => buttons.forEach((button, n) => pressed(button, spec.titles[n] === state.cell));
  return { node, show };
}

/** The field for another text. What cannot be read is refused beside it, and the last good text stays. */
export function inputField(spec, dispatch, text) {
  const id = `refusal-${Math.random().toString(36).slice(2)}`;
  const input = el("input", {
    type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", inputmode: "text", maxlength: "200",
    enterkeyhint: "done",
  });
  const refusal = el("p", { class: "refused", id, role: "alert" });
  const name = el("span", { class: "typed-name" }, text(wantedOf(spec)));
  const node = el("div", { class: "typed" }, el("label", {}, name, input), refusal);
  let shown = null;

  input.addEventListener("input", () => {
    const { given, reason, text: wrong } = readInputs(input.value, spec);
    dispatch(given ? { type: "type", given } : { type: "refuse", refused: { reason, text: wrong } });
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") input.select();
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", () => {
    dispatch({ type: "forgive" });
    if (shown !== null) input.value = shown;
  });

  function show(state, found) {
    const now = typedInputs(found.inputs, spec);
    node.hidden = now === null;
    // What is being typed stays as it is typed, capitals and all.
    const typing = document.activeElement === input && sameInputs(input.value, found.inputs, spec);
    if (now !== shown && !typing) input.value = now ?? "";
    shown = now;
    const { refused } = state;
    const told = refused && { text: refused.text.slice(0, 24), letters: allowed(spec) };
    setText(refusal, refused ? text(`gates_refused_${refused.reason}`, told) : "");
    setAttr(input, "aria-invalid", refused ? "true" : null);
    setAttr(input, "aria-describedby", refused ? id : null);
  }
  return { node, show };
}

/** What the field asks for. */
function wantedOf({ colours, vocabulary }) {
  if (colours) return "gates_type_name";
  if (!vocabulary) return "gates_type_numbers";
  return vocabulary.every((symbol) => symbol.length === 1) ? "gates_type_text" : "gates_type_symbols";
}

const sameInputs = (typed, inputs, spec) => JSON.stringify(readInputs(typed, spec).given) === JSON.stringify(inputs);

/** The symbols that can be typed, as few as will do: a–z for the alphabet. */
function allowed({ vocabulary }) {
  if (!vocabulary) return "";
  const all = vocabulary.join("").includes("abcdefghijklmnopqrstuvwxyz");
  const others = all ? vocabulary.filter((symbol) => !/^[a-z ]$/.test(symbol)) : vocabulary.slice(0, 12);
  return [...(all ? ["a–z"] : []), ...others].join(" ");
}

/** Which unit is looked at, by number: back, forward. */
export function unitChooser(dispatch, text) {
  const said = el("output", {});
  const move = (by) => () => dispatch((state) => ({ type: "unit", unit: state.unit + by }));
  const [back, next] = [["gates_unit_back", -1, "‹"], ["gates_unit_next", 1, "›"]].map(([key, by, sign]) =>
    buttonOf(sign, move(by), { "aria-label": text(key) }));
  const node = el("div", { class: "units" }, groupOf(text("gates_unit"), back, said, next));
  function show(state, { H }) {
    setText(said, text("gates_unit_of", { unit: state.unit + 1, H }));
    setAttr(back, "aria-disabled", state.unit === 0 ? "true" : null);
    setAttr(next, "aria-disabled", state.unit === H - 1 ? "true" : null);
  }
  return { node, show };
}

/** One gate: shut, free, open. */
function gateHand(gate, dispatch, text) {
  const name = text(`gates_name_${gate}`);
  const values = [0, null, 1];
  const buttons = values.map((value) => buttonOf(value === null ? text("gates_free") : `${value}`,
    () => dispatch({ type: "hold", gate, value }),
    { "aria-label": value === null ? text("gates_let_go", { name }) : text("gates_hold_at", { name, value }) }));
  const level = el("span", { class: "level" });
  const node = el("div", { class: `hand hand-${gate}` },
    el("span", { class: `hand-name sym-${gate}` }, el("span", { class: `sym sym-${gate}` }, gate), level,
      el("span", { class: "hand-word" }, text(`gates_short_${gate}`))), groupOf(name, ...buttons));
  function show(state, found) {
    const hold = holdOn(state, gate);
    buttons.forEach((button, n) => pressed(button, (hold?.value ?? null) === values[n]));
    setVar(level, "--level", found.trace[state.t][gate][state.unit].toFixed(3));
    setClass(node, "held", Boolean(hold));
  }
  return { gate, node, show };
}

/** The holds: each gate's three buttons, whom they act on, and what is held. */
export function handsView(spec, dispatch, text) {
  const whom = (whole) => buttonOf(text("gates_all"), () => dispatch({ type: "all", all: whole }));
  const [one, all] = [whom(false), whom(true)];
  const release = buttonOf(text("gates_release"), () => {
    dispatch({ type: "release" });
    hands[0].node.querySelector("button").focus(); // this button hides, and the focus must not fall off the widget
  }, { class: "mode release" });
  const gates = el("div", { class: "gate-hands" });
  const told = el("p", { class: "held-told" });
  const heading = el("span", { class: "heading" }, text("gates_hands"));
  const head = el("div", { class: "hands-head" }, heading, groupOf(text("gates_whom"), one, all));
  const foot = el("div", { class: "hands-foot" }, told, release);
  const node = el("div", { class: "hands", role: "group", "aria-label": text("gates_hands") }, head, gates, foot);
  let [hands, kind] = [[], null];

  function show(state, found) {
    const shape = anatomy(found.net.cell.kind);
    if (shape !== kind) {
      hands = shape.gates.map((gate) => gateHand(gate, dispatch, text));
      gates.replaceChildren(...hands.map((hand) => hand.node));
      kind = shape;
    }
    const { H } = extents(spec, state);
    node.hidden = !shape.gates.length;
    one.parentNode.hidden = H === 1;
    setText(one, text("unit", { n: state.unit + 1 }));
    pressed(one, !state.all);
    pressed(all, state.all);
    for (const hand of hands) hand.show(state, found);
    const acting = state.holds.filter(({ gate }) => shape.gates.includes(gate));
    release.hidden = !state.holds.length;
    setText(told, acting.length ? text("gates_told", { holds: acting.map((hold) => text("gates_one_hold", {
      gate: hold.gate, value: hold.value, from: hold.from,
      whom: hold.unit === null ? text("gates_all") : text("unit", { n: hold.unit + 1 }),
    })).join(text("gates_and")) }) : text("gates_none_held", { t: state.t }));
  }
  return { node, show };
}
