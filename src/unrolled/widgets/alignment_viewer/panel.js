// Under the drawing: the frame's equation and what each operation has made of it; which state; which texts.

import { el, setAttr, setClass, setField, setText, setVar } from "../kit/dom.js";
import { formula, piece } from "../kit/formula.js";
import { rove } from "../kit/number_field.js";
import { full } from "../kit/numbers.js";
import { linesOf } from "./lines.js";
import { counted, likely, stateName, textName } from "./names.js";
import { readTranscript, stateAt } from "./state.js";

const EQUATIONS = {
  path: [piece("π", "", "t"), piece(" = argmax "), piece("p", "y", "t")],
  sum: [piece("α", "", "t,s"), piece(" = ("), piece("α", "", "t−1,s"), piece(" + "), piece("α", "", "t−1,s−1"),
    piece(" + "), piece("u"), piece(") "), piece("p", "y", "t,lₛ")],
  share: [piece("share", "", "t,s"), piece(" = "), piece("α", "", "t,s"), piece(" "), piece("β", "", "t,s"),
    piece(" / "), piece("p")],
};

/** The operations of a frame as a table, a line a number: the one at hand is lit, later ones are still empty. */
export function operationsTable(text) {
  const letters = el("caption", { class: "letters" });
  const body = el("tbody", {});
  const node = el("table", { class: "operations" }, letters, body);
  let rows = [];

  function show(state, spec) {
    const lines = linesOf(state, spec, text);
    if (rows.length !== lines.length) {
      rows = lines.map(() => [el("th", { scope: "row" }), el("td", {})]);
      body.replaceChildren(...rows.map((cells) => el("tr", {}, ...cells)));
    }
    formula(letters, EQUATIONS[state.view]);
    lines.forEach(({ phase, key, value, exact, values, kind }, n) => {
      const [name, number] = rows[n];
      const row = name.parentNode;
      setText(name, text(key, values));
      setText(number, phase > state.phase ? "·" : value);
      setAttr(number, "title", exact === null || phase > state.phase ? null : full(exact));
      setAttr(row, "data-key", key);
      setClass(row, "lit", state.inside && phase === state.phase);
      setClass(row, "waiting", phase > state.phase);
      setClass(row, "result", kind === "result");
      setClass(row, "opens", n > 0 && lines[n - 1].phase !== phase);
    });
  }
  return { node, show };
}

/** The states of the text in a row: press one to follow it, again to follow the one most paths are in. */
export function stateChooser(dispatch, text) {
  const buttons = el("div", { class: "states", role: "group", "aria-label": text("align_states") });
  const node = el("div", { class: "choice" }, el("span", { class: "dial-name" }, text("align_states")), buttons);
  let built = null;

  function show(state, spec) {
    const { states, letters } = spec;
    node.hidden = state.view === "path";
    const wanted = states.join();
    if (wanted !== built) {
      buttons.replaceChildren(...states.map((label, s) => el("button", {
        type: "button", class: "state", tabindex: "-1", title: stateName(spec, s, text),
        "aria-label": stateName(spec, s, text), onclick: () => dispatch({ type: "choose", chosen: s }),
      }, label ? letters[label] : "-")));
      rove(buttons, [...buttons.children]);
    }
    built = wanted;
    const here = stateAt(state, spec);
    [...buttons.children].forEach((button, s) => {
      setAttr(button, "aria-pressed", String(s === state.chosen));
      setClass(button, "here", s === here);
    });
  }
  return { node, show };
}

/** What a text may be made of: "A–Z", or the letters there are. */
function alphabetOf({ letters }) {
  const known = letters.slice(1).join("");
  return known === "ABCDEFGHIJKLMNOPQRSTUVWXYZ" ? "A–Z" : [...known].join(" ");
}

/** The field for a text. What cannot be one is refused beside it, and the last good text stays. */
function transcriptField(given, dispatch, text) {
  const id = `align-refusal-${Math.random().toString(36).slice(2)}`;
  const input = el("input", {
    type: "text", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: "40",
    enterkeyhint: "done",
  });
  const refusal = el("p", { class: "refused", id, role: "alert" });
  const node = el("div", { class: "typed" },
    el("label", {}, el("span", { class: "dial-name" }, text("align_type")), input), refusal);
  let shown = "";
  function settle() {
    dispatch({ type: "keep" });
    setField(input, shown);
  }
  input.addEventListener("input", () => {
    const { transcript, reason, wrong } = readTranscript(given, input.value);
    dispatch(reason ? { type: "refuse", refused: { reason, wrong } } : { type: "type", transcript });
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    settle();
    input.select();
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", settle);

  function show({ transcript, refused }) {
    // What is being typed stays as it is typed.
    const typing = readTranscript(given, input.value).transcript === transcript;
    if (!typing && !refused) setField(input, transcript);
    shown = transcript;
    const values = { ...refused, T: given.T, alphabet: alphabetOf(given) };
    setText(refusal, refused ? text(`align_refused_${refused.reason}`, values) : "");
    setAttr(input, "aria-invalid", refused ? "true" : null);
    setAttr(input, "aria-describedby", refused ? id : null);
  }
  return { node, show };
}

/** A text as a button, with its probability as a bar and a number, and how many paths share it. */
function textButton({ text: transcript, logP, paths }, dispatch, text) {
  const bar = el("span", { class: "bar" });
  setVar(bar, "--part", Math.exp(logP).toFixed(4));
  const press = () => dispatch({ type: "pick", transcript });
  return el("button", { type: "button", class: "told", "data-text": transcript, onclick: press },
    el("span", { class: "name" }, textName(transcript, text)), el("span", { class: "rail" }, bar),
    el("span", { class: "number", title: full(Math.exp(logP)) }, likely(logP)),
    el("small", {}, text(paths === 1 ? "align_one_path" : "align_paths", { n: counted(paths) })));
}

/** The texts compared, and the field for another. */
export function textsCompared(given, dispatch, text) {
  const field = transcriptField(given, dispatch, text);
  const rows = el("div", { class: "texts", role: "group", "aria-label": text("align_texts") });
  const together = el("p", { class: "together" });
  const node = el("div", { class: "transcripts" }, field.node, rows, together);
  let built = null;

  function show(state, { compared }) {
    field.show(state);
    const wanted = state.texts.join("\n");
    if (wanted !== built) rows.replaceChildren(...compared.map((one) => textButton(one, dispatch, text)));
    built = wanted;
    [...rows.children].forEach((row, n) =>
      setAttr(row, "aria-pressed", String(compared[n].text === state.transcript)));
    const sum = compared.reduce((all, { logP }) => all + Math.exp(logP), 0);
    setText(together, text("align_together", { sum: likely(Math.log(sum)) }));
  }
  return { node, show };
}
