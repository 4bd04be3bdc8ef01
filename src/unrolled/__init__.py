"""unrolled: the companion of the book *Unrolled*.

trained      networks with their weights, loaded by name
recordings   runs that take longer than a chapter may, as they were recorded

Data travels with the package: a chapter runs in any folder where the package is installed. The engine, `rnn_core`,
knows nothing of it.
"""
