"""Long short-term memory: a memory cell that is written, kept and read through gates."""

from typing import NamedTuple

import numpy as np

from rnn_core import checks
from rnn_core.cells import lstm_coupled, lstm_peephole, lstm_standard, parameters
from rnn_core.cells.cell import GatedCell


class LSTMState(NamedTuple):
    """What an LSTM carries from step to step: output h and memory c, (N, H) each."""

    h: np.ndarray
    c: np.ndarray


class LSTMCell(GatedCell):
    """LSTM with a forget gate (Hochreiter & Schmidhuber, 1997; forget gate: Gers, Schmidhuber & Cummins, 2000):

        i_t = sigmoid(x_t W_xi + h_{t-1} W_hi + b_i)        write
        f_t = sigmoid(x_t W_xf + h_{t-1} W_hf + b_f)        keep
        g_t = tanh   (x_t W_xg + h_{t-1} W_hg + b_g)        what would be written
        o_t = sigmoid(x_t W_xo + h_{t-1} W_ho + b_o)        read
        c_t = f_t * c_{t-1} + i_t * g_t
        h_t = o_t * tanh(c_t)

    backwards, with dc_t already holding what step t+1 hands down:

        dc_t    += dh_t * o_t * (1 - tanh(c_t)^2)
        da_o     = dh_t * tanh(c_t) * o_t (1 - o_t)
        da_g     = dc_t * i_t       * (1 - g_t^2)
        da_f     = dc_t * c_{t-1}   * f_t (1 - f_t)
        da_i     = dc_t * g_t       * i_t (1 - i_t)
        dc_{t-1} = dc_t * f_t
        dh_{t-1} = [da_i, da_f, da_g, da_o] W_h^T
        dx_t     = [da_i, da_f, da_g, da_o] W_x^T
        dW_x = sum_t x_t^T da_t     dW_h = sum_t h_{t-1}^T da_t     db = sum_t da_t

    params: W_x (D, 4H), W_h (H, 4H), b (4H,), the four maps side by side in the order i, f, g, o;
    `gate("f")` gives views of one. W_x starts uniform (Glorot & Bengio, 2010), each W_h orthogonal
    (Saxe et al., 2014), b zero but for b_f = 1 (Gers et al., 2000; Jozefowicz et al., 2015).

    peephole=True lets the gates see the memory, with the further params w_ci, w_cf, w_co (H,):
    formulas in `rnn_core.cells.lstm_peephole`. coupled=True takes i = 1 - f, with the maps f, g, o only:
    formulas in `rnn_core.cells.lstm_coupled`.
    """

    State = LSTMState

    def __init__(self, input_size, hidden_size, *, rng, dtype=np.float64, peephole=False, coupled=False):
        """Raises TypeError or ValueError for sizes below 1, both variants at once, a wrong flag, dtype or rng."""
        self.peephole, self.coupled = checks.flag(peephole, "peephole"), checks.flag(coupled, "coupled")
        if self.peephole and self.coupled:
            raise ValueError("peephole, coupled: expected one of the two at most, got both")
        parameters.set_sizes(self, input_size, hidden_size, rng, dtype)
        self.params = parameters.gated(self, rng)
        self.gate("f")["b"][:] = 1
        if self.peephole:
            self.params |= {name: np.zeros(self.hidden_size, self.dtype) for name in lstm_peephole.PEEPHOLES}
        self.shapes = parameters.shapes(self.params)

    def __repr__(self):
        variant = ", peephole=True" * self.peephole + ", coupled=True" * self.coupled
        return f"LSTMCell({self.input_size}, {self.hidden_size}{variant}, dtype={self.dtype})"

    @property
    def formulas(self):
        """The module with this variant's forward and backward formulas."""
        return lstm_peephole if self.peephole else lstm_coupled if self.coupled else lstm_standard

    @property
    def GATES(self):
        """The names of the maps, in the order in which they stand side by side in the parameters."""
        return self.formulas.GATES
