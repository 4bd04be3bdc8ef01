"""Signals with rnn_core's paths, texts and sums over paths, as JSON: what tests/alignment.test.mjs holds to them."""

import json
import sys

import numpy as np

from rnn_core.ctc import collapse, ctc_alignment
from rnn_core.losses import log_softmax
from unrolled.widgets import AlignmentViewer

LETTERS = ("<blank>", *"ABC")
CASES = {  # name: (frames, how sure, texts)
    "sure": (12, 4.0, ("AB", "BAC", "", "A", "CABACAB")),
    "unsure": (9, 0.5, ("ABBA", "CC", "AAA")),
    "short": (2, 1.0, ("AB", "C")),
    "long": (120, 8.0, ("ABC", "AABB", "CABACABA")),
}


def finite(values):
    """-inf has no place in JSON: null stands for it."""
    return [[v if np.isfinite(v) else None for v in row] for row in values.tolist()]


def aligned(viewer, text):
    """What rnn_core says of one text, and how many paths it has: p under V^T equally likely ones, times V^T."""
    found = viewer.alignment(text)
    T, V = np.shape(viewer.logprobs)
    labels = [LETTERS.index(letter, 1) for letter in text]
    equal = ctc_alignment(np.zeros((T, 1, V)), [labels]).log_p[0]
    return {
        "text": text, "labels": labels, "states": found.labels[0].tolist(), "logP": float(found.log_p[0]),
        "alpha": finite(found.log_alpha[:, 0]), "beta": finite(found.log_beta[:, 0]),
        "share": found.posterior[:, 0].tolist(), "log_paths": float(equal + T * np.log(V)),
    }  # fmt: skip


def case(name, T, sure, texts, rng):
    logs = log_softmax(sure * rng.normal(size=(T, len(LETTERS))))
    viewer = AlignmentViewer(rng.normal(size=T), logs, LETTERS, texts=texts[:2])
    path, said, p = viewer.best_path()
    keys = ("signal", "logprobs", "letters", "texts", "transcript", "view", "t", "phase", "inside", "chosen", "words")
    return {key: getattr(viewer, key) for key in keys} | {
        "name": name, "aligned": [aligned(viewer, text) for text in texts], "path": path.tolist(), "said": said,
        "p": p, "so_far": ["".join(LETTERS[k] for k in collapse(path[: t + 1])) for t in range(T)],
    }  # fmt: skip


def main():
    rng = np.random.default_rng(0)
    json.dump([case(name, *given, rng) for name, given in CASES.items()], sys.stdout)


if __name__ == "__main__":
    main()
