"""The gated recurrent unit: one state, blended with a candidate."""

from typing import NamedTuple

import numpy as np

from rnn_core import checks
from rnn_core.cells import gru_reset_after, gru_reset_before, parameters
from rnn_core.cells.cell import GatedCell


class GRUState(NamedTuple):
    """What a GRU carries from step to step: h (N, H)."""

    h: np.ndarray


class GRUCell(GatedCell):
    """Gated recurrent unit (Cho et al., Learning phrase representations using RNN encoder-decoder, 2014):

        r_t = sigmoid(x_t W_xr + h_{t-1} W_hr + b_r)                what of the past the candidate sees
        z_t = sigmoid(x_t W_xz + h_{t-1} W_hz + b_z)                how much of the candidate is taken
        n_t = tanh   (x_t W_xn + (r_t * h_{t-1}) W_hn + b_n)        candidate
        h_t = (1 - z_t) * h_{t-1} + z_t * n_t

    backwards, with s_t = r_t * h_{t-1} for what the reset leaves:

        da_z     = dh_t * (n_t - h_{t-1}) * z_t (1 - z_t)
        da_n     = dh_t * z_t * (1 - n_t^2)
        ds       = da_n W_hn^T
        da_r     = ds * h_{t-1} * r_t (1 - r_t)
        dh_{t-1} = dh_t * (1 - z_t) + ds * r_t + [da_r, da_z] [W_hr, W_hz]^T
        dx_t     = [da_r, da_z, da_n] W_x^T
        dW_x = sum_t x_t^T da_t     db = sum_t da_t     dW_hn = sum_t s_t^T da_n
        dW_hr = sum_t h_{t-1}^T da_r                    dW_hz = sum_t h_{t-1}^T da_z

    Some texts and frameworks exchange z and 1 - z; `rnn_core.interop` translates.

    params: W_x (D, 3H), W_h (H, 3H), b (3H,), the three maps side by side in the order r, z, n;
    `gate("z")` gives views of one. W_x starts uniform (Glorot & Bengio, 2010), each W_h orthogonal
    (Saxe et al., 2014), b zero.

    reset_after=True applies the reset after the product, n_t = tanh(x_t W_xn + b_n + r_t * (h_{t-1} W_hn + b_hn)),
    with the further parameter b_hn (H,): formulas in `rnn_core.cells.gru_reset_after`.
    """

    State = GRUState
    GATES = ("r", "z", "n")

    def __init__(self, input_size, hidden_size, *, rng, dtype=np.float64, reset_after=False):
        """Raises TypeError or ValueError for sizes below 1, a wrong flag, dtype or rng."""
        self.reset_after = checks.flag(reset_after, "reset_after")
        parameters.set_sizes(self, input_size, hidden_size, rng, dtype)
        self.params = parameters.gated(self, rng)
        if self.reset_after:
            self.params["b_hn"] = np.zeros(self.hidden_size, self.dtype)
        self.shapes = parameters.shapes(self.params)

    def __repr__(self):
        variant = ", reset_after=True" * self.reset_after
        return f"GRUCell({self.input_size}, {self.hidden_size}{variant}, dtype={self.dtype})"

    @property
    def formulas(self):
        """The module with this variant's forward and backward formulas."""
        return gru_reset_after if self.reset_after else gru_reset_before
