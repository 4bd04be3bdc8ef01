"""What a mutation run found untested in rnn_core.padding."""

import numpy as np

from rnn_core.padding import reverse


def test_reversing_leaves_what_follows_a_sequences_end_where_it_is():
    xs = np.arange(10.0).reshape(5, 2, 1)
    turned = reverse(xs, np.array([3, 5]))
    np.testing.assert_array_equal(turned[:, 0, 0], [4, 2, 0, 6, 8])
    np.testing.assert_array_equal(turned[:, 1, 0], [9, 7, 5, 3, 1])
