"""Draw what bench.py has measured as results.png: `python benchmarks/plot.py`."""

import pathlib

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from unrolled import recordings

HERE = pathlib.Path(__file__).parent
PANELS = {"PyTorch": "against PyTorch, float32", "plain": "against plain per-gate code, float64"}
STYLES = {"LSTM": ("#0072b2", "o"), "GRU": ("#d55e00", "s"), "RNN": ("#009e73", "^")}


def draw(ax, rows, against):
    """The median ratio of each cell at each size, with its quartiles."""
    for shift, (cell, (colour, marker)) in zip((-0.12, 0, 0.12), STYLES.items(), strict=True):
        found = [r for r in rows if (r["cell"], r["against"], r.get("pass")) == (cell, against, "both")]
        places, ratios = [place + shift for place in range(len(found))], [r["ratio"] for r in found]
        spread = [[r["ratio"] - r["low"] for r in found], [r["high"] - r["ratio"] for r in found]]
        ax.errorbar(places, ratios, spread, fmt=marker, color=colour, label=cell, capsize=3)
    ax.axhline(1, color="0.4", linewidth=1)
    ax.set_xticks(range(len(found)), ["{}, {}, {}, {}".format(*r["size"]) for r in found], rotation=30, ha="right")
    ax.set_xlabel("T, N, D, H")
    ax.set_title(PANELS[against])
    ax.grid(axis="y", alpha=0.3)


def main():
    rows = recordings.load("speed")
    figure, axes = plt.subplots(1, 2, figsize=(10, 4.2), sharey=True, layout="constrained")
    for ax, against in zip(axes, PANELS, strict=True):
        draw(ax, rows, against)
    axes[0].set_yscale("log")
    axes[0].set_yticks([0.5, 1, 2, 4, 8], ["0.5", "1", "2", "4", "8"])
    axes[0].minorticks_off()
    axes[0].set_ylabel("their time / rnn_core's time")
    axes[0].legend()
    figure.suptitle("Forward and backward: above 1, rnn_core is faster")
    figure.savefig(HERE / "results.png", dpi=120, metadata={"Software": None})


if __name__ == "__main__":
    main()
