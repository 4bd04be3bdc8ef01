"""rnn_core against PyTorch, plain per-gate code, ONNX Runtime and its own floor: `make bench`.

Every comparison is paired: the two run in turn, each on one thread, and each turn gives one ratio of processor
times, theirs / ours, so that above 1 rnn_core is faster. What is reported is the median of the ratios and their
quartiles: what else the machine does at that moment slows both. Small cases run several times in a turn.
float32, but for the plain code, which is float64 as it is found. The measurements are a recording of `unrolled`, since
a chapter quotes them; the report stands here, and `plot.py` draws it.
"""

import argparse
import json
import os
import pathlib
import time
import tracemalloc

import numpy as np
import onnxruntime
import others
import torch

from rnn_core import GRUCell, LSTMCell, RNNCell, bptt, unroll

SIZES = [(8, 1, 3, 4), (20, 16, 8, 16), (35, 32, 64, 64), (100, 64, 64, 128), (100, 64, 128, 256), (50, 64, 256, 512)]
CELLS = {"LSTM": (LSTMCell, {}), "GRU": (GRUCell, {"reset_after": True}), "RNN": (RNNCell, {})}
AGAINST = {"PyTorch": others.pytorch, "plain": others.plain, "ONNX Runtime": others.onnx_runtime, "floor": others.floor}
HERE = pathlib.Path(__file__).parent
RECORDING = HERE.parent / "src/unrolled/recordings/speed.json"


def ours(cell, xs, dhs):
    """rnn_core's own pair of functions."""
    return (lambda: unroll(cell, xs)), (lambda: bptt(cell, dhs, unroll(cell, xs).trace))


def processor_time(f, repeat):
    start = time.process_time()
    for _ in range(repeat):
        f()
    return (time.process_time() - start) / repeat


def paired(f, other, seconds):
    """Median and quartiles of other's time / f's time over alternating runs, and the median time of f."""
    f(), other()
    repeat = max(1, round(0.004 / max(processor_time(f, 2), 1e-6)))
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 7:
        times.append((processor_time(f, repeat), processor_time(other, repeat)))
    f_times, other_times = np.transpose(times)
    low, median, high = np.percentile(other_times / f_times, [25, 50, 75])
    return {"ratio": median, "low": low, "high": high, "ms": 1e3 * np.median(f_times), "pairs": len(times)}


def peak_memory(f, unit):
    """Largest memory that `f` holds at any moment beyond its arguments, in units of T*N*H floats."""
    f()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    f()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return (peak - before) / unit


def same_as_plain(Cell, flags, kind):
    """Stop if the plain code does not compute what the cell computes: its times would mean nothing."""
    rng = np.random.default_rng(0)
    cell = Cell(3, 4, rng=rng, **flags)
    xs, dhs = rng.standard_normal((5, 2, 3)), rng.standard_normal((5, 2, 4))
    network = getattr(others.naive, kind)(cell)
    run = unroll(cell, xs)
    np.testing.assert_allclose(network.forward(xs), run.hs, rtol=0, atol=1e-12)
    np.testing.assert_allclose(network.backward(dhs)[0], bptt(cell, dhs, run.trace).dxs, rtol=0, atol=1e-12)


def measure(seconds):
    """All rows: one for each cell, size, pass and opponent, and one of memory for each cell and size."""
    for kind, (Cell, flags) in CELLS.items():
        same_as_plain(Cell, flags, kind)
        for T, N, D, H in SIZES:
            rng = np.random.default_rng(0)
            cell = Cell(D, H, rng=rng, dtype=np.float32, **flags)
            xs, dhs = (rng.standard_normal((T, N, size), dtype=np.float32) for size in (D, H))
            mine = ours(cell, xs, dhs)
            row = {"cell": kind, "size": [T, N, D, H]}
            yield row | {"against": "memory", "floats": peak_memory(mine[1], 4 * T * N * H)}
            for name, make in AGAINST.items():
                for what, f, other in zip(("forward", "both"), mine, make(kind, cell, xs, dhs), strict=True):
                    if other is not None:
                        yield row | {"against": name, "pass": what} | paired(f, other, seconds)


def table(rows, against, what, form):
    """One Markdown table: a row for each size, a column for each cell."""
    lines = [f"| T, N, D, H | {' | '.join(CELLS)} |", "|---|" + "---|" * len(CELLS)]
    for size in SIZES:
        found = [r for kind in CELLS for r in rows if (r["cell"], r["against"]) == (kind, against)
                 and r["size"] == list(size) and r.get("pass") == what]  # fmt: skip
        lines.append(f"| {', '.join(map(str, size))} | {' | '.join(form(row) for row in found)} |")
    return "\n".join(lines)


def ratio(row):
    return f"**{row['ratio']:.2f}** ({row['low']:.2f} to {row['high']:.2f})"


def floor_ratio(row):
    return f"**{1 / row['ratio']:.2f}** ({1 / row['high']:.2f} to {1 / row['low']:.2f})"


def report(rows, versions):
    """The results as a page of Markdown."""
    both = {name: [r for r in rows if r["against"] == name and r.get("pass") == "both"] for name in AGAINST}
    means = {name: np.exp(np.mean([np.log(r["ratio"]) for r in both[name]])) for name in ("PyTorch", "plain")}
    sections = [
        ("Forward and backward, against PyTorch", table(rows, "PyTorch", "both", ratio)),
        ("Forward, against PyTorch", table(rows, "PyTorch", "forward", ratio)),
        ("Forward and backward, against plain per-gate code in float64", table(rows, "plain", "both", ratio)),
        ("Forward, against plain per-gate code in float64", table(rows, "plain", "forward", ratio)),
        ("Forward, against ONNX Runtime (it keeps no trace)", table(rows, "ONNX Runtime", "forward", ratio)),
        (
            "Forward and backward, in times of the floor: matrix products, sigmoid and tanh alone. 1 is best",
            table(rows, "floor", "both", floor_ratio),
        ),
        (
            "Peak memory of forward and backward, in T N H floats",
            table(rows, "memory", None, lambda row: f"{row['floats']:.1f}"),
        ),
        ("Milliseconds for forward and backward", table(rows, "PyTorch", "both", lambda row: f"{row['ms']:.3g}")),
    ]
    return f"""# rnn_core, measured

Made by `make bench` with {versions}.
Which kernels OpenBLAS uses (OPENBLAS_CORETYPE) matters most at the large sizes.
Ratios are theirs / ours: above 1, rnn_core is faster. In bold the median of
paired, alternating runs on one thread each; in brackets the quartiles. float32.

Geometric mean over all cells and sizes, forward and backward: **{means["PyTorch"]:.2f}** against PyTorch,
**{means["plain"]:.2f}** against plain code.

""" + "\n".join(f"## {title}\n\n{body}\n" for title, body in sections)


def main():
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        raise SystemExit("OPENBLAS_NUM_THREADS=1 must be set before Python starts; make bench does it")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=pathlib.Path, default=RECORDING, help="where the measurements go, as JSON")
    parser.add_argument("--report", type=pathlib.Path, default=HERE / "results.md", help="where the report goes")
    parser.add_argument("--seconds", type=float, default=1.0, help="at least this long for each comparison")
    arguments = parser.parse_args()
    rows = []
    for row in measure(arguments.seconds):
        rows.append(row)
        print(*(f"{value:.3g}" if isinstance(value, float) else value for value in row.values()), flush=True)
    kernels = os.environ.get("OPENBLAS_CORETYPE")
    versions = f"NumPy {np.__version__}, PyTorch {torch.__version__}, ONNX Runtime {onnxruntime.__version__}"
    versions += f", OpenBLAS {f'told to use its {kernels} kernels' if kernels else 'with the kernels it chose itself'}"
    arguments.rows.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    arguments.report.write_text(report(rows, versions), encoding="utf-8")
    print(report(rows, versions))


if __name__ == "__main__":
    main()
