"""How long a widget takes to redraw: the median of 200 in Chromium, script, style and layout together.

    python benchmarks/redraw.py

Aim: a step below 4 ms, an edit, which computes the network anew, below 16 ms: one frame of a screen.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

from rnn_core import GRUCell, LSTMCell, RNNCell, Stack
from rnn_core.losses import log_softmax
from rnn_core.models import OneHot, SequenceClassifier, Tagger
from rnn_core.tasks import digit_images
from unrolled.recordings.games import load_games
from unrolled.recordings.race import load_runs
from unrolled.trained import network
from unrolled.trained.networks import translator
from unrolled.widgets import (
    AdversarialReplay,
    AlignmentViewer,
    ForwardStepper,
    GateWatcher,
    GradientDecay,
    GradientFlow,
    LatentExplorer,
    MemoryRace,
    SequenceShapes,
    TranslationStepper,
    UnrolledGrid,
)
from unrolled.widgets.sequence_shapes.recorded import aligned, many_to_one

ROOT = Path(__file__).parents[1]

MEASURE = """async ({ state, steps, edit, redraws }) => {
  const style = document.head.appendChild(document.createElement("style"));
  style.textContent = state._css;
  const model = { get: (key) => state[key], set: (key, value) => { state[key] = value; },
    save_changes() {}, on() {}, off() {} };
  const module = await import(URL.createObjectURL(new Blob([state._esm], { type: "text/javascript" })));
  const host = document.body.appendChild(document.createElement("div"));
  module.default.render({ model, el: host });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const root = host.firstElementChild;
  const key = (target, options) => target.dispatchEvent(
    new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...options }));
  const edits = {
    nudge: (node, n) => key(node, { key: n % 2 ? "ArrowUp" : "ArrowDown" }),
    slide: (node, n) => { node.value = n % 2 ? node.min : node.max; node.dispatchEvent(new Event("input")); },
    press: (node) => node.click(),
  };
  const time = (act) => {
    const times = [];
    for (let n = 0; n < redraws; n += 1) {
      const start = performance.now();
      act(n);
      root.getBoundingClientRect().height;  // style and layout belong to a redraw
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b);
  };
  const turn = 2 * steps - 2;
  const step = time((n) => key(root, { key: n % turn < turn / 2 ? "ArrowRight" : "ArrowLeft" }));
  key(root, { key: "Home" });
  const operation = time((n) => key(root, { key: n % 10 < 5 ? "ArrowRight" : "ArrowLeft", shiftKey: true }));
  const [kind, ...selectors] = edit;
  const nodes = selectors.map((selector) => root.querySelector(selector));
  return { step, operation, edit: time((n) => edits[kind](nodes[n % nodes.length], n)) };
}"""


def numbers(cell, T, V):
    rng = np.random.default_rng(0)
    readout = rng.normal(size=(cell.hidden_size, V)), np.zeros(V)
    return {"xs": rng.normal(size=(T, cell.input_size)), "readout": readout}


def worked_example():
    cell = RNNCell(1, 2, rng=np.random.default_rng(0))
    return ForwardStepper(cell, [[1.0], [2.0]], readout=(np.array([[1.0], [2.0]]), np.array([0.1])))


def five_symbols():
    cell = RNNCell(5, 5, rng=np.random.default_rng(0))
    readout = numbers(cell, 6, 5)["readout"]
    xs = np.eye(5)[[0, 1, 0, 2, 3, 3]]
    return ForwardStepper(cell, xs, readout=readout, softmax=True, tokens=list("hihell"))


def largest_stepper():
    cell = RNNCell(8, 8, rng=np.random.default_rng(0))
    return ForwardStepper(cell, **numbers(cell, 12, 8))


def gradient_flow():
    cell = RNNCell(2, 3, rng=np.random.default_rng(0))
    return GradientFlow(cell, **numbers(cell, 8, 1), targets=np.zeros((8, 1)))


def gradient_decay():
    cell = RNNCell(2, 32, rng=np.random.default_rng(0))
    return GradientDecay(cell, np.random.default_rng(1).normal(size=(100, 2)))


def gates_lstm():
    cell = LSTMCell(8, 32, rng=np.random.default_rng(0))
    given = numbers(cell, 50, 3)
    return GateWatcher((cell, given["readout"]), given["xs"])


def gates_gru():
    cell = GRUCell(8, 32, rng=np.random.default_rng(0))
    given = numbers(cell, 50, 3)
    return GateWatcher((cell, given["readout"]), given["xs"])


def memory_race():
    return MemoryRace(load_runs())


def unrolled_grid():
    rng = np.random.default_rng(0)
    stack = Stack([LSTMCell(8, 32, rng=rng), LSTMCell(32, 32, rng=rng), LSTMCell(32, 32, rng=rng)], dropout=0.5)
    return UnrolledGrid(stack, rng.normal(size=(14, 8)))


def alignment_viewer():
    logs = log_softmax(4 * np.random.default_rng(0).normal(size=(120, 27)))
    letters = ("<blank>", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return AlignmentViewer(np.zeros(120), logs, letters, view="sum", texts=["ABCDEFGH", "AABBCCDD"])


def translation_stepper():
    return TranslationStepper(translator(np.random.default_rng(0), attention=True), 7777)


def latent_explorer():
    pair = {name: network(f"codes/{name}") for name in ("plain", "variational")}
    return LatentExplorer(pair, digit_images().take(slice(360)))


def sequence_shapes():
    rng, letters = np.random.default_rng(0), "abcdefgh"
    tagger = Tagger(GRUCell(8, 16, rng=rng), 8, rng=rng, embedding=OneHot(8))
    reader = SequenceClassifier(GRUCell(8, 16, rng=rng), 8, rng=rng, embedding=OneHot(8))
    names = {"classes": letters, "vocabulary": letters}
    tasks = aligned("tags", tagger, letters * 3, **names), many_to_one("one", reader, letters * 3, **names)
    return SequenceShapes(tasks)


def adversarial_replay():
    return AdversarialReplay(load_games())


# Each with its number of steps, and what an edit is: a number nudged, a slider moved, buttons pressed in turn.
NUDGE = ("nudge", '[data-key="W.0.0"] input')
CASES = {
    worked_example: (2, NUDGE),
    five_symbols: (6, NUDGE),
    largest_stepper: (12, NUDGE),
    gradient_flow: (16, ("nudge", ".changes input")),
    gradient_decay: (100, ("slide", ".slider")),
    gates_lstm: (50, ("press", ".hand-f .mode:first-child", ".hand-f .mode:nth-child(2)")),
    gates_gru: (50, ("press", ".hand-z .mode:first-child", ".hand-z .mode:nth-child(2)")),
    memory_race: (20, ("slide", ".slider")),
    adversarial_replay: (28, ("slide", ".slider")),
    unrolled_grid: (14, ("press", ".dials:not(.covers) .alone")),
    alignment_viewer: (120, ("press", ".told:first-child", ".told:nth-child(2)")),
    latent_explorer: (13, ("press", ".offered:first-child", ".offered:nth-child(2)")),
    sequence_shapes: (24, ("press", ".shape-button:first-child", ".shape-button:nth-child(2)")),
    translation_stepper: (20, ("press", ".dials .choice:last-child .mode:nth-child(3)", ".mode:nth-child(4)")),
}


def main():
    found = subprocess.run(
        [sys.executable, ROOT / "tools/find_browser.py"], stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    print(f"{'redraw (ms), median and 95 % of 200':36}{'step':>14}{'operation':>14}{'edit':>14}{'kB':>8}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.stdout.strip(), args=["--no-sandbox"])
        for make, (steps, edit) in CASES.items():
            page = browser.new_page(viewport={"width": 1000, "height": 900})
            page.set_content("<!doctype html><html lang=en><title>redraw</title><body></body></html>")
            kept = json.dumps({key: value for key, value in make().get_state().items() if key != "layout"})
            given = {"state": json.loads(kept), "steps": steps, "edit": edit, "redraws": 200}
            times = page.evaluate(MEASURE, given)
            cells = (f"{times[kind][100]:6.2f} {times[kind][190]:6.2f}" for kind in ("step", "operation", "edit"))
            row = "".join(f"{cell:>14}" for cell in cells)
            print(f"{make.__name__.replace('_', ' '):36}{row}{len(kept) / 1000:8.0f}")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
