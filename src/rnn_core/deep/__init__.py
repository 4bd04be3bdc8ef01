"""Three ways for a recurrent network to be deep (Goodfellow, Bengio & Courville, Deep learning, 2016, section 10.5;
for (b) Pascanu et al., How to construct deep recurrent neural networks, 2014).

    (a) the state in a hierarchy of groups          Stack, and Groups, whose output shows all groups
    (b) deeper maps: input to state, state to output    DeepMaps, around any cell
                     state to state                     DeepTransitionCell
    (c) skip connections that shorten the path      over time: SkipRNNCell
                                                    over layers: Stack(residual=True), DeepTransitionCell(shortcut=True)

All of them are cells: `unroll`, `bptt`, Stack and Bidirectional take them where they take an RNNCell.
"""

from rnn_core.deep.groups import Groups, GroupsTrace
from rnn_core.deep.maps import DeepMaps, DeepMapsTrace
from rnn_core.deep.skip import SkipRNNCell, SkipTrace
from rnn_core.deep.transition import DeepTransitionCell, DeepTransitionTrace

__all__ = [
    "DeepMaps",
    "DeepMapsTrace",
    "DeepTransitionCell",
    "DeepTransitionTrace",
    "Groups",
    "GroupsTrace",
    "SkipRNNCell",
    "SkipTrace",
]
