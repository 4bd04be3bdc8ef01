"""What a mutation run found untested in rnn_core.ctc."""

import numpy as np

from rnn_core.ctc import ctc_alignment


def test_alignments_of_padded_targets_are_those_of_lists():
    logits = np.random.default_rng(0).standard_normal((6, 2, 4))
    padded = ctc_alignment(logits, np.array([[1, 2, 9], [3, 3, 1]]), None, [2, 3])
    listed = ctc_alignment(logits, [[1, 2], [3, 3, 1]])
    for one, other in zip(padded, listed, strict=True):
        np.testing.assert_array_equal(one, other)


def test_alignments_of_float32_signals_are_computed_in_float64():
    logits = np.random.default_rng(0).standard_normal((20, 1, 4)).astype(np.float32)
    single = ctc_alignment(logits, [[1, 2, 3]])
    assert {single.log_p.dtype, single.posterior.dtype} == {np.dtype(np.float64)}
    np.testing.assert_array_equal(single.log_p, ctc_alignment(logits.astype(np.float64), [[1, 2, 3]]).log_p)
