"""Many-to-many, of unknown length: an encoder reads the whole source, then a decoder writes."""

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from rnn_core import checks
from rnn_core.attention import Attention
from rnn_core.data import Translations
from rnn_core.layers import Activation, Dense, Embedding
from rnn_core.losses import log_softmax, softmax_cross_entropy
from rnn_core.models import decoding
from rnn_core.models.batch import expect, one_loss
from rnn_core.padding import active
from rnn_core.parts import check_cell, check_different, join, join_params, training
from rnn_core.recurrence import bptt, unroll


class Source(NamedTuple):
    """A source that has been read: the encoder's hs (T, N, H) and lengths (N,) or None."""

    hs: np.ndarray
    lengths: np.ndarray | None


class Answer(NamedTuple):
    """What backward needs of `Translator.answer`; look.weights (S, N, T): how much each state looks at each place."""

    hs: Any
    look: Any
    combined: Any
    squashed: Any
    out: Any


class Translator:
    """Encoder-decoder (Sutskever, Vinyals & Le, 2014; Cho et al., 2014), with attention if wished (Luong et al., 2015):

        h_t = encoder(E[x_t], h_{t-1})     t = 1 ... T, the whole source
        s_0 = h_T                          the whole state is handed over, an LSTM's c as well
        s_k = decoder(F[y_{k-1}], s_{k-1})
        p(y_k | y_1 ... y_{k-1}, x) = softmax(s_k V + c)

    with attention s_k V is u_k V, with m_k what s_k finds among the h_t and u_k = tanh([s_k, m_k] W_u + b_u).
    Training forces the right y_{k-1} on the decoder (teacher forcing; Williams & Zipser, 1989).

    encoder, decoder: cells of the same kind and hidden size. Batches: Translations. params: source.W, encoder.*,
    target.W, decoder.*, out.W, out.b; attention.W, combine.W, combine.b.
    """

    def __init__(
        self,
        encoder: Any,
        decoder: Any,
        source_symbols: int,
        target_symbols: int,
        *,
        rng: np.random.Generator,
        attention: bool = False,
    ):
        check_different([check_cell(encoder, "encoder"), check_cell(decoder, "decoder")], "encoder, decoder")
        if _state_of(encoder) is not _state_of(decoder) or encoder.hidden_size != decoder.hidden_size:
            raise ValueError(f"decoder: expected one that takes the state of {encoder!r}, got {decoder!r}")
        H, dtype = decoder.hidden_size, decoder.dtype
        self.encoder, self.decoder = encoder, decoder
        self.source = Embedding(source_symbols, encoder.input_size, rng=rng, dtype=dtype)
        self.target = Embedding(target_symbols, decoder.input_size, rng=rng, dtype=dtype)
        attention = checks.flag(attention, "attention")
        self.attention = Attention(H, H, rng=rng, dtype=dtype) if attention else None
        self.combine = Dense(2 * H, H, rng=rng, dtype=dtype) if attention else None
        self.out = Dense(H, target_symbols, rng=rng, dtype=dtype)
        self.params = join_params(
            source=self.source,
            encoder=encoder,
            target=self.target,
            decoder=decoder,
            attention=self.attention,
            combine=self.combine,
            out=self.out,
        )

    def training(self, rng: np.random.Generator) -> Any:
        """The same model and weights for training, with the dropout of a `Stack` drawn from `rng`."""
        return training(self, rng)

    def loss_and_grads(self, batch: Translations) -> tuple[float, dict]:
        """Mean -log p of the target symbols, teacher-forced, and its gradients."""
        loss, dys, (read, sources), (write, targets), answer = self._forward(batch)
        dss, dhs, grads = self._answer_backward(dys, answer)
        back = bptt(self.decoder, dss, write.trace)
        grads |= {"decoder": back.grads, "target": self.target.backward(back.dxs, targets)[1]}
        dhs = np.zeros_like(read.hs) if dhs is None else dhs
        back = bptt(self.encoder, dhs, read.trace, back.dstate)
        grads |= {"encoder": back.grads, "source": self.source.backward(back.dxs, sources)[1]}
        return loss, join(**grads)

    def loss(self, batch: Translations) -> float:
        """The loss alone."""
        return self._forward(batch)[0]

    def attention_weights(self, batch: Translations) -> np.ndarray:
        """(S, N, T): how much step s of each target looks at place t of its source."""
        if self.attention is None:
            raise ValueError("attention_weights: expected a Translator(..., attention=True), got one without attention")
        return self._forward(batch)[-1].look.weights

    def greedy(
        self, sources: np.ndarray, lengths: np.ndarray | None = None, *, start: int, end: int | None, longest: int = 30
    ) -> list[decoding.Written]:
        """The most probable symbol at each step: a list of N `Written`. sources (T, N)."""
        state, source = self.encode(sources, lengths)
        first = np.full(source.hs.shape[1], self._symbol(start))
        return decoding.greedy(partial(self.next_step, source=source), state, first, end, longest)

    def beam(
        self,
        sources: np.ndarray,
        lengths: np.ndarray | None = None,
        *,
        start: int,
        end: int | None,
        longest: int = 30,
        width: int = 4,
    ) -> list[decoding.Beam]:
        """The most probable sequences that a beam search finds: a list of N `Beam`."""
        sources = self._symbols(sources, "sources", self.source)
        if lengths is not None:
            lengths = checks.lengths(lengths, "lengths", *sources.shape)
        beams, start = [], self._symbol(start)
        for n in range(sources.shape[1]):
            T = len(sources) if lengths is None else lengths[n]
            state, source = self.encode(sources[:T, n : n + 1])
            next_step = partial(self.next_step, source=source)
            beams.append(decoding.beam_search(next_step, state, start, end, longest, width))
        return beams

    def encode(self, sources: np.ndarray, lengths: np.ndarray | None = None) -> tuple[Any, Source]:
        """The encoder's final state, from which the decoder starts, and the `Source` as it was read. sources (T, N)."""
        xs, _ = self.source.forward(self._symbols(sources, "sources", self.source))
        run = unroll(self.encoder, xs, None, lengths)
        return run.state, Source(run.hs, lengths)

    def next_step(self, symbols: np.ndarray, state: Any, source: Source) -> tuple[np.ndarray, Any]:
        """One step of the decoder: the symbols (N,) written last -> log p (N, V) of the next ones, and the state after.

        A source of one sequence serves any number N of them.
        """
        run = unroll(self.decoder, self.target.forward(symbols[None])[0], state)
        hs = np.broadcast_to(source.hs, (len(source.hs), len(symbols), source.hs.shape[2]))
        ys, _ = self.answer(run.hs, Source(hs, source.lengths))
        return log_softmax(ys[0]), run.state

    def answer(self, ss: np.ndarray, source: Source) -> tuple[np.ndarray, Answer]:
        """Logits (S, N, V) from the decoder's states ss (S, N, H), and an `Answer` for backward."""
        look = combined = squashed = None
        if self.attention is not None:
            assert self.combine is not None
            m, look = self.attention.forward(ss, source.hs, source.lengths)
            u, combined = self.combine.forward(np.concatenate([ss, m], axis=-1))
            ss, squashed = Activation("tanh").forward(u)
        ys, out = self.out.forward(ss)
        return ys, Answer(ss, look, combined, squashed, out)

    def _symbol(self, start):
        return int(checks.indices(start, "start", "()", len(self.target.params["W"])))

    @staticmethod
    def _symbols(numbers, name, embedding):
        return checks.indices(numbers, name, "(T, N)", len(embedding.params["W"]))

    def _forward(self, batch):
        sources, source_lengths, decoder_inputs, targets, target_lengths = expect(batch, Translations)
        xs, source_symbols = self.source.forward(self._symbols(sources, "sources", self.source))
        read = unroll(self.encoder, xs, None, source_lengths)
        ys, target_symbols = self.target.forward(self._symbols(decoder_inputs, "decoder_inputs", self.target))
        write = unroll(self.decoder, ys, read.state)
        logits, answer = self.answer(write.hs, Source(read.hs, source_lengths))
        mask = active(target_lengths, *logits.shape[:2])
        loss, dys = one_loss(logits, targets, softmax_cross_entropy, mask=mask)
        return loss, dys, (read, source_symbols), (write, target_symbols), answer

    def _answer_backward(self, dys, answer):
        """dss of the decoder, dhs of the encoder (None without attention), and grads part by part."""
        dss, out = self.out.backward(dys, answer.out)
        if self.attention is None:
            return dss, None, {"out": out}
        du, _ = Activation("tanh").backward(dss, answer.squashed)
        dpair, combine = self.combine.backward(du, answer.combined)
        H = self.decoder.hidden_size
        (dqueries, dhs), attention = self.attention.backward(dpair[..., H:], answer.look)
        return dpair[..., :H] + dqueries, dhs, {"out": out, "combine": combine, "attention": attention}


def _state_of(cell):
    """The kind of state a cell carries; the kind of the cell itself if its state is made of parts."""
    return getattr(cell, "State", type(cell))
