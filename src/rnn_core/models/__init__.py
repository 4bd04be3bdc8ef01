"""The networks of the book, one file a family, each with its gradient written by hand.

    one-to-many                 LanguageModel, Captioner
    many-to-one                 SequenceClassifier, SequenceRegressor
    many-to-many, aligned       Tagger
    many-to-many, shorter       Recogniser (CTC)
    of unknown length           Translator (encoder-decoder, with or without attention)
    codes                       Autoencoder, SequenceAutoencoder, VAE
    two players                 GAN, play
    parts                       Network, mlp, cnn, LastState, OneHot

A model is made of parts (cells, layers) and has

    params                      dict of all arrays, "cell.W_x", "out.b" ...: the parts' own memory
    loss_and_grads(batch)       -> loss, grads under the names of params; batch is a record of `rnn_core.data`
    loss(batch)                 the loss alone
    predict, sample, greedy ... what it is good for

and keeps nothing of what it has seen. It takes any cell, a Stack and (where it may know the future) a Bidirectional
too. `model.training(rng)` is the same model with the dropout of its Stacks: fit(model.training(rng), ...).

Raised everywhere: TypeError or ValueError for arguments of the wrong kind or shape or not finite, FloatingPointError
if the network's own numbers stop being finite.
"""

from rnn_core.models.autoencoder import Autoencoder, SequenceAutoencoder
from rnn_core.models.captioner import Captioner, cnn
from rnn_core.models.decoding import Beam, BeamStep, Written
from rnn_core.models.gan import GAN, GameHistory, play
from rnn_core.models.language_model import LanguageModel
from rnn_core.models.many_to_one import SequenceClassifier, SequenceRegressor
from rnn_core.models.network import Flatten, LastState, Network, mlp
from rnn_core.models.reader import OneHot, Reader
from rnn_core.models.recogniser import Recogniser
from rnn_core.models.tagger import Tagger
from rnn_core.models.translator import Translator
from rnn_core.models.vae import VAE

__all__ = [
    "GAN",
    "VAE",
    "Autoencoder",
    "Beam",
    "BeamStep",
    "Captioner",
    "Flatten",
    "GameHistory",
    "LanguageModel",
    "LastState",
    "Network",
    "OneHot",
    "Reader",
    "Recogniser",
    "SequenceAutoencoder",
    "SequenceClassifier",
    "SequenceRegressor",
    "Tagger",
    "Translator",
    "Written",
    "cnn",
    "mlp",
    "play",
]
