"""Cells made of cells: `Stack` puts them on top of each other, `Bidirectional` lets two read both ways.

Both are cells themselves: `unroll`, `bptt` and everything built on those take them where they take an LSTMCell,
and they nest. Their params are the params of their parts, the same memory under longer names ("0.W_x",
"forward.W_x"), so an optimizer that updates the one updates the other. Their state is a tuple of their parts'
states, their trace a record of their parts' traces.

Each part runs along the whole sequence before the next one starts. That gives the same numbers as step by step
through all layers, and each part keeps its one product for the inputs of all steps.
"""

from rnn_core.compose.bidirectional import Bidirectional, BidirectionalState, BidirectionalTrace
from rnn_core.compose.stack import Stack, StackTrace

__all__ = ["Bidirectional", "BidirectionalState", "BidirectionalTrace", "Stack", "StackTrace"]
