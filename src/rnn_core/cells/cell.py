"""What LSTM and GRU share: maps side by side in the parameters, and a module of formulas for each variant."""

from rnn_core.cells import parameters, single


class GatedCell:
    """A cell whose `formulas` is the module with its variant's Trace, record, forward, backward and gradients.

    GATES names its maps in the order in which they stand side by side in the parameters.
    """

    @property
    def Trace(self):
        """The record a run of this variant leaves behind."""
        return self.formulas.Trace

    def gate(self, name):
        """Views of one gate's parameters, {"W_x": (D, H), "W_h": (H, H), "b": (H,)}; writing into them counts."""
        return parameters.gate(self, name)

    def step(self, x_t, state):
        """One step: x_t (N, D) and state -> the next state and the trace of this step, (N, ...) arrays.

        It is `unroll` with T = 1, so the two agree to the rounding of one matrix product.
        """
        return single.step(self, x_t, state)

    def record(self, xs, state, active):
        return self.formulas.record(self.params, xs, state, active)

    def forward(self, trace):
        return self.formulas.forward(self.params, trace)

    def backward(self, trace):
        return self.formulas.backward(self.params, trace)

    def gradients(self, trace, das):
        return self.formulas.gradients(self.params, trace, das)
