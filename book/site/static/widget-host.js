/* Brings the widgets of a page to life without a kernel.
 *
 * A page built from an executed notebook carries the state of its widgets in one
 * <script type="application/vnd.jupyter.widget-state+json"> and, where each one was shown, a
 * <script type="application/vnd.jupyter.widget-view+json"> that names a model in it. Every widget of this
 * book is an anywidget, so its state holds its own JavaScript (_esm) and style (_css); this file imports the
 * one, adds the other, and gives the widget what anywidget would: a model, an element, and a call to render.
 * No request leaves the page: a module is imported from a Blob. This file itself is no module, since a browser
 * refuses to load one from file://.
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

const modules = new Map(); // source text -> what it exports; two widgets of a kind share one module
const styles = new Set();

/** The widget's {initialize, render}, from its source text. */
function load(esm) {
  if (!modules.has(esm)) {
    const url = URL.createObjectURL(new Blob([esm], { type: "text/javascript" }));
    const loading = import(url)
      .then((module) => (typeof module.default === "function" ? module.default() : (module.default ?? module)))
      .finally(() => URL.revokeObjectURL(url));
    modules.set(esm, loading);
  }
  return modules.get(esm);
}

function addStyle(css) {
  if (!css || styles.has(css)) return;
  styles.add(css);
  document.head.append(Object.assign(document.createElement("style"), { textContent: css }));
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
    if (!traits._esm) throw new Error("it is not an anywidget, and this page can show no other kind");
    addStyle(traits._css);
    const model = new Model(traits);
    const widget = await load(traits._esm);
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
