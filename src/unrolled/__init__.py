"""unrolled: the companion of the book *Unrolled*.

recordings   training runs that took too long for a chapter, as they were recorded

The engine, `rnn_core`, knows nothing of this package.
"""
