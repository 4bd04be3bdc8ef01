"""Numbers from 0 to 9999 in English words and in Chinese numerals: translation with exact truth.

    105   one hundred and five    一百零五
    3010  three thousand and ten  三千零一十

English: British, "and" before what is left below a hundred; "forty-two" is the two words forty, two.
Chinese: each digit with its unit (千 百 十); zeros between digits that are written become one 零 however many they
are, zeros at the end are not written, and 0 alone is 零. Ten is 十 at the start of a numeral (12 is 十二) and 一十
inside one (112 is 一百一十二). Two is always 二, also where speech prefers 两 (2000 is 二千).
"""

from collections.abc import Iterable

from rnn_core import checks
from rnn_core.data import Translations
from rnn_core.tasks.sequences import END, PAD, START, Vocabulary, pairs

LARGEST = 9999
ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
DIGITS = "零一二三四五六七八九"
UNITS = (("千", 1000), ("百", 100), ("十", 10), ("", 1))
ENGLISH = Vocabulary((PAD, *ONES, *TENS, "hundred", "thousand", "and"))
CHINESE = Vocabulary((PAD, START, END, *DIGITS, "十", "百", "千"))


def english_words(number: int) -> tuple[str, ...]:
    """`number` (0 to 9999) as a tuple of English words: 105 -> ("one", "hundred", "and", "five")."""
    number = _checked(number)
    thousands, hundreds, rest = number // 1000, number // 100 % 10, number % 100
    words = []
    if thousands:
        words += [ONES[thousands], "thousand"]
    if hundreds:
        words += [ONES[hundreds], "hundred"]
    if words and rest:
        words.append("and")
    if rest >= 20:
        words.append(TENS[rest // 10 - 2])
        rest %= 10
    if rest or not words:
        words.append(ONES[rest])
    return tuple(words)


def chinese_numeral(number: int) -> str:
    """`number` (0 to 9999) as a Chinese numeral: 105 -> "一百零五"; the convention stands at the top of the module."""
    number = _checked(number)
    written, skipped = "", False
    for unit, value in UNITS:
        digit = number // value % 10
        if digit:
            written += ("零" if skipped else "") + DIGITS[digit] + unit
        # A zero counts only once something stands before it; leading zeros are not written.
        skipped = bool(written) and not digit
    if 10 <= number < 20:
        written = written.removeprefix("一")
    return written or "零"


def translations(numbers: Iterable[int]) -> Translations:
    """The numbers for an encoder-decoder: English words, sources (T, N), to Chinese symbols, targets (S, N).

    The vocabularies are always ENGLISH (32 words) and CHINESE (16 symbols), whatever numbers are asked for.
    For numbers never seen in training: `split(10_000, rng=rng)` gives numbers, since example n is the number n.
    """
    numbers = [_checked(number) for number in numbers]
    return pairs(map(english_words, numbers), map(chinese_numeral, numbers), ENGLISH, CHINESE).data


def _checked(number):
    number = checks.count(number, "number", 0)
    if number > LARGEST:
        raise ValueError(f"number: expected at most {LARGEST}, got {number}")
    return number
