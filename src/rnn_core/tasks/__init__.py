"""The data of the book: small, seeded, without a download.

Every function takes sizes and `rng`, a numpy Generator; the same seed gives the same arrays. Sequences are
time-major: (T, N, D) numbers, or (T, N) whole numbers with lengths (N,). What a model learns from is a record of
`rnn_core.data`: the task itself, or, where there is more to show, its field `data`.

Numbers      adding, copy_memory, recall, moving_dot
Letters      hihello, counting_sentences, ngram_counts
Colours      colour_names, encode_names, spelling_keys
Numerals     english_words, chinese_numeral, translations
Morse        morse_words, morse_signals, decode_morse
Sentences    sky, year, phone, dismissal; sentiment, keyword, validity, parts_of_speech, slots
Dialogue     chat, sessions
Pictures     digit_images, digit_rows, captioned_digits, CAPTION_WORDS
Plane        ring, ring_centres, near_centres, modes_covered
Music        nursery_tunes, transpose, intervals, from_intervals, note_name, frequency
Arrays       Vocabulary, one_hot, continuations, captions, pairs, split
"""

from rnn_core.tasks.colours import LETTERS, colour_names, encode_names, spelling_keys
from rnn_core.tasks.dialogue import chat, sessions
from rnn_core.tasks.digits import CAPTION_WORDS, captioned_digits, digit_images, digit_rows
from rnn_core.tasks.labelling import keyword, parts_of_speech, sentiment, slots, validity
from rnn_core.tasks.letters import counting_sentences, hihello, ngram_counts
from rnn_core.tasks.morse import CODE, MORSE_LETTERS, decode_morse, morse_signals, morse_words
from rnn_core.tasks.numerals import CHINESE, ENGLISH, chinese_numeral, english_words, translations
from rnn_core.tasks.plane import modes_covered, near_centres, ring, ring_centres
from rnn_core.tasks.sentences import dismissal, phone, sky, year
from rnn_core.tasks.sequences import END, PAD, START, Vocabulary, captions, continuations, one_hot, pairs, split
from rnn_core.tasks.synthetic import DIRECTIONS, adding, copy_memory, moving_dot, recall
from rnn_core.tasks.tunes import Leap, Note, frequency, from_intervals, intervals, note_name, nursery_tunes, transpose

__all__ = [
    "CAPTION_WORDS",
    "CHINESE",
    "CODE",
    "DIRECTIONS",
    "END",
    "ENGLISH",
    "LETTERS",
    "MORSE_LETTERS",
    "PAD",
    "START",
    "Leap",
    "Note",
    "Vocabulary",
    "adding",
    "captioned_digits",
    "captions",
    "chat",
    "chinese_numeral",
    "colour_names",
    "continuations",
    "copy_memory",
    "counting_sentences",
    "decode_morse",
    "digit_images",
    "digit_rows",
    "dismissal",
    "encode_names",
    "english_words",
    "frequency",
    "from_intervals",
    "hihello",
    "intervals",
    "keyword",
    "modes_covered",
    "morse_signals",
    "morse_words",
    "moving_dot",
    "near_centres",
    "ngram_counts",
    "note_name",
    "nursery_tunes",
    "one_hot",
    "pairs",
    "parts_of_speech",
    "phone",
    "recall",
    "ring",
    "ring_centres",
    "sentiment",
    "sessions",
    "sky",
    "slots",
    "spelling_keys",
    "split",
    "translations",
    "transpose",
    "validity",
    "year",
]
