"""Attention: look back at all states of the encoder, not at the last one only."""

from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from rnn_core import checks
from rnn_core.initialise import glorot_uniform
from rnn_core.padding import active


class AttentionCache(NamedTuple):
    """What `backward` needs and a reader wants to see: weights (S, N, T), how much step s looks at place t."""

    queries: np.ndarray
    keys: np.ndarray
    projected: np.ndarray
    weights: np.ndarray


class Attention:
    """Multiplicative attention (Luong, Pham & Manning, 2015; the idea: Bahdanau, Cho & Bengio, 2015):

        e_st = q_s W k_t^T                          how well place t fits step s
        w_st = exp(e_st) / sum_t' exp(e_st')        over the places a sequence has
        m_s  = sum_t w_st k_t

    backwards:

        dw_st = dm_s k_t^T
        de_st = w_st (dw_st - sum_t' w_st' dw_st')
        dq_s  = sum_t de_st k_t W^T      dk_t = sum_s (w_st dm_s + de_st q_s W)      dW = sum_st q_s^T de_st k_t

    queries (S, N, H) and keys (T, N, K) -> m (S, N, K); params W (H, K), uniform after Glorot & Bengio (2010).
    """

    def __init__(
        self, query_size: int, key_size: int, *, rng: np.random.Generator, dtype: DTypeLike = np.float64
    ) -> None:
        H, K = checks.count(query_size, "query_size"), checks.count(key_size, "key_size")
        self.params = {"W": glorot_uniform((H, K), rng, dtype)}

    def forward(
        self, queries: np.ndarray, keys: np.ndarray, lengths: np.ndarray | None = None
    ) -> tuple[np.ndarray, AttentionCache]:
        """m (S, N, K), and the cache; lengths (N,): the places each sequence of keys has."""
        W = self.params["W"]
        queries = checks.array(queries, "queries", f"(S, N, {W.shape[0]})", W.dtype)
        keys = checks.array(keys, "keys", f"(T, {queries.shape[1]}, {W.shape[1]})", W.dtype)
        projected = queries @ W
        # As N separate matrices: (N, S, K) times (N, K, T).
        e = projected.swapaxes(0, 1) @ keys.transpose(1, 2, 0)
        if lengths is not None:
            e = np.where(active(lengths, *keys.shape[:2]).T[:, None], e, -np.inf)
        w = np.exp(e - e.max(axis=-1, keepdims=True))
        w /= w.sum(axis=-1, keepdims=True)
        m = (w @ keys.swapaxes(0, 1)).swapaxes(0, 1)
        return m, AttentionCache(queries, keys, projected, w.swapaxes(0, 1))

    def backward(
        self, dm: np.ndarray, cache: AttentionCache
    ) -> tuple[tuple[np.ndarray, np.ndarray], dict[str, np.ndarray]]:
        """(dqueries, dkeys), grads."""
        W, (queries, keys, projected, weights) = self.params["W"], cache
        dm = checks.array(dm, "dm", str((*queries.shape[:2], W.shape[1])), W.dtype).swapaxes(0, 1)
        w, k = weights.swapaxes(0, 1), keys.swapaxes(0, 1)
        dw = dm @ k.swapaxes(1, 2)
        de = w * (dw - (w * dw).sum(axis=-1, keepdims=True))
        dprojected = (de @ k).swapaxes(0, 1)
        dkeys = w.swapaxes(1, 2) @ dm + de.swapaxes(1, 2) @ projected.swapaxes(0, 1)
        grads = {"W": queries.reshape(-1, W.shape[0]).T @ dprojected.reshape(-1, W.shape[1])}
        return (dprojected @ W.T, dkeys.swapaxes(0, 1)), grads
