"""How long a stepper takes to redraw: the median of 200 steps in Chromium, script, style and layout together.

    python benchmarks/redraw.py

Aim: below 16 ms, one frame of a screen; hope: below 4 ms. An edit recomputes every step before it redraws.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

from rnn_core import RNNCell
from rnn_core.widgets import ForwardStepper

ROOT = Path(__file__).parents[1]

MEASURE = """async ({ state, redraws }) => {
  const style = document.head.appendChild(document.createElement("style"));
  style.textContent = state._css;
  const model = { get: (key) => state[key], set: (key, value) => { state[key] = value; },
    save_changes() {}, on() {}, off() {} };
  const module = await import(URL.createObjectURL(new Blob([state._esm], { type: "text/javascript" })));
  const host = document.body.appendChild(document.createElement("div"));
  module.default.render({ model, el: host });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const root = host.firstElementChild;
  const weight = root.querySelector('[data-key="W.0.0"] input');
  const key = (target, options) => target.dispatchEvent(
    new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...options }));
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
  const turn = 2 * state.xs.length - 2;
  const step = time((n) => key(root, { key: n % turn < turn / 2 ? "ArrowRight" : "ArrowLeft" }));
  key(root, { key: "Home" });
  const operation = time((n) => key(root, { key: n % 10 < 5 ? "ArrowRight" : "ArrowLeft", shiftKey: true }));
  const edit = time((n) => key(weight, { key: n % 2 ? "ArrowUp" : "ArrowDown" }));
  return { step, operation, edit };
}"""


def worked_example():
    cell = RNNCell(1, 2, rng=np.random.default_rng(0))
    return ForwardStepper(cell, [[1.0], [2.0]], readout=(np.array([[1.0], [2.0]]), np.array([0.1])))


def five_symbols():
    rng = np.random.default_rng(0)
    cell, xs = RNNCell(5, 5, rng=rng), np.eye(5)[[0, 1, 0, 2, 3, 3]]
    return ForwardStepper(cell, xs, readout=(rng.normal(size=(5, 5)), np.zeros(5)), softmax=True, tokens=list("hihell"))


def largest():
    rng = np.random.default_rng(0)
    cell, xs = RNNCell(8, 8, rng=rng), rng.normal(size=(12, 8))
    return ForwardStepper(cell, xs, readout=(rng.normal(size=(8, 8)), np.zeros(8)))


def main():
    found = subprocess.run(
        [sys.executable, ROOT / "tools/find_browser.py"], stdout=subprocess.PIPE, text=True, check=True
    )
    print(f"{'redraw (ms), median and 95 % of 200':36}{'step':>14}{'operation':>14}{'edit':>14}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.stdout.strip(), args=["--no-sandbox"])
        for make in (worked_example, five_symbols, largest):
            page = browser.new_page(viewport={"width": 1000, "height": 900})
            page.set_content("<!doctype html><html lang=en><title>redraw</title><body></body></html>")
            state = {key: value for key, value in make().get_state().items() if key != "layout"}
            times = page.evaluate(MEASURE, {"state": json.loads(json.dumps(state)), "redraws": 200})
            cells = (f"{times[kind][100]:6.2f} {times[kind][190]:6.2f}" for kind in ("step", "operation", "edit"))
            print(f"{make.__name__.replace('_', ' '):36}" + "".join(f"{cell:>14}" for cell in cells))
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
