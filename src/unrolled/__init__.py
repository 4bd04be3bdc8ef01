"""The companion of the book Unrolled: what its chapters use beside the engine `rnn_core`."""
