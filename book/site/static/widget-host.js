/* Brings the widgets of a page to life without a kernel.
 *
 * A page built from an executed notebook carries the state of its widgets in one
 * <script type="application/vnd.jupyter.widget-state+json"> and, where each one was shown, a
 * <script type="application/vnd.jupyter.widget-view+json"> that names a model in it. The model names its widget
 * (_anywidget_id) and the language of its words (lang); scripts before this one have left both in
 *
 *     unrolledWidgets[_anywidget_id] = { module, words: { [lang]: words } }
 *
 * as unrolled.widgets gives them and pages.py lists them. This file hands the widget what anywidget would: a model,
 * an element, and a call to render. Neither it nor they are modules: a browser loads none from file://.
 */
(() => {
const STATE = 'script[type="application/vnd.jupyter.widget-state+json"]';
const VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]';

/** The front-end half of a widget: its traits, and who listens to their changes (anywidget's AFM model). */
class Model {
  #traits;
  #listeners = new Map();

  constructor(traits) {
    this.#traits = { ...traits };
  }

  get(name) {
    return this.#traits[name];
  }

  set(name, value) {
    if (Object.is(this.#traits[name], value)) return;
    this.#traits[name] = value;
    this.#tell(`change:${name}`, value);
    this.#tell("change");
  }

  on(events, listener) {
    for (const event of events.split(/\s+/)) {
      if (!this.#listeners.has(event)) this.#listeners.set(event, new Set());
      this.#listeners.get(event).add(listener);
    }
  }

  off(events, listener) {
    for (const event of events ? events.split(/\s+/) : [...this.#listeners.keys()]) {
      if (listener) this.#listeners.get(event)?.delete(listener);
      else this.#listeners.delete(event);
    }
  }

  // Both speak to a kernel, and here there is none.
  save_changes() {}
  send() {}

  #tell(event, value) {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener(this, value);
  }
}

/** What the scripts of the page hold for a model with these traits: its {initialize, render} and its words. */
function served({ _anywidget_id: id, lang }) {
  if (!id) throw new Error("it is not an anywidget, and this page can show no other kind");
  const { module, words } = globalThis.unrolledWidgets?.[id] ?? {};
  if (!module) throw new Error(`the script of ${id} did not load`);
  if (!words[lang]) throw new Error(`the words of ${id} in the language “${lang}” did not load`);
  return { widget: typeof module === "function" ? module() : module, words: words[lang] };
}

/** Each model of the page by its id: made and initialised once, however often it is shown. */
function openModels(state) {
  const opened = new Map();
  return (id) => {
    if (!opened.has(id)) opened.set(id, open(id));
    return opened.get(id);
  };

  async function open(id) {
    const traits = state[id]?.state;
    if (!traits) throw new Error("its state is not in this page");
    const { widget, words } = served(traits);
    const model = new Model({ ...traits, words });
    await widget.initialize?.({ model });
    return { model, widget };
  }
}

/** Put one widget where its view stands; the still picture beside it then goes. */
async function show(view, openModel) {
  const element = document.createElement("div");
  element.className = "widget-live";
  const place = view.closest(".widget");
  try {
    const { model_id: id } = JSON.parse(view.textContent);
    const { model, widget } = await openModel(id);
    view.after(element);
    const cleanUp = await widget.render?.({ model, el: element });
    place?.classList.add("widget-is-live");
    // A page the browser may bring back from its cache keeps its widgets; one it drops lets them go.
    addEventListener("pagehide", (event) => event.persisted || cleanUp?.());
  } catch (error) {
    element.className = "widget-failed";
    element.setAttribute("role", "note");
    element.textContent = `This interactive figure could not start: ${error.message}.`;
    view.after(element);
    console.error("widget:", error);
  }
}

function showWidgets() {
  const state = {};
  for (const script of document.querySelectorAll(STATE)) Object.assign(state, JSON.parse(script.textContent).state);
  const openModel = openModels(state);
  for (const view of document.querySelectorAll(VIEW)) show(view, openModel);
}

if (document.readyState === "loading") addEventListener("DOMContentLoaded", showWidgets);
else showWidgets();
})();
