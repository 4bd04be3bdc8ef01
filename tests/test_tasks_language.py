"""Facts about numerals, letters, sentences and dialogue."""

import re
from collections import Counter

import numpy as np
import pytest

from rnn_core import tasks
from rnn_core.tasks import END, PAD, START


def rng(seed=0):
    return np.random.default_rng(seed)


# numerals

KNOWN = [
    (0, "zero", "零"),
    (5, "five", "五"),
    (10, "ten", "十"),
    (12, "twelve", "十二"),
    (20, "twenty", "二十"),
    (42, "forty two", "四十二"),
    (100, "one hundred", "一百"),
    (105, "one hundred and five", "一百零五"),
    (110, "one hundred and ten", "一百一十"),
    (115, "one hundred and fifteen", "一百一十五"),
    (222, "two hundred and twenty two", "二百二十二"),
    (1000, "one thousand", "一千"),
    (1001, "one thousand and one", "一千零一"),
    (1010, "one thousand and ten", "一千零一十"),
    (1100, "one thousand one hundred", "一千一百"),
    (2008, "two thousand and eight", "二千零八"),
    (3050, "three thousand and fifty", "三千零五十"),
    (4305, "four thousand three hundred and five", "四千三百零五"),
    (6070, "six thousand and seventy", "六千零七十"),
    (9999, "nine thousand nine hundred and ninety nine", "九千九百九十九"),
]

KNOWN_SMALL = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
KNOWN_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


@pytest.mark.parametrize(("number", "english", "chinese"), KNOWN)
def test_numbers_known_by_heart(number, english, chinese):
    assert " ".join(tasks.english_words(number)) == english
    assert tasks.chinese_numeral(number) == chinese


def test_every_chinese_numeral_is_the_one_that_string_rules_give():
    # An independent rule: write every digit with its unit, then mend the zeros as a schoolchild does.
    for number in range(10_000):
        written = "".join("零一二三四五六七八九"[int(d)] + u for d, u in zip(f"{number:04}", "千百十个", strict=True))
        written = re.sub("零[千百十个]", "零", written).replace("个", "")
        written = re.sub("零+", "零", written).strip("零") or "零"
        if 10 <= number <= 19:
            written = written[1:]
        assert tasks.chinese_numeral(number) == written


def test_every_number_can_be_calculated_back_from_its_english_words():
    small = {word: k for k, word in enumerate(KNOWN_SMALL)} | {word: 10 * k for k, word in enumerate(KNOWN_TENS, 2)}
    for number in range(10_000):
        total = part = 0
        for word in tasks.english_words(number):
            if word == "thousand":
                total, part = 1000 * part, 0
            elif word == "hundred":
                total, part = total + 100 * part, 0
            elif word != "and":
                part += small[word]
        assert total + part == number
        has_and = "and" in tasks.english_words(number)
        assert has_and == (number > 100 and number % 100 > 0)


def test_translations_have_one_column_a_number_and_fixed_vocabularies():
    data = tasks.translations([105, 7])
    assert tasks.ENGLISH.decode(data.sources[:, 0]) == ("one", "hundred", "and", "five")
    assert data.source_lengths.tolist() == [4, 1]
    assert tasks.CHINESE.decode(data.targets[:, 0]) == ("一", "百", "零", "五", END)
    assert tasks.CHINESE.decode(data.decoder_inputs[:2, 1]) == (START, "七")
    assert data.target_lengths.tolist() == [5, 2]
    assert (len(tasks.ENGLISH), len(tasks.CHINESE)) == (32, 16)


def test_all_translations_differ_so_no_number_held_out_was_learnt_from():
    train, held_out = tasks.split(10_000, rng=rng())
    assert set(map(tasks.english_words, train)).isdisjoint(map(tasks.english_words, held_out))
    assert len({tasks.chinese_numeral(number) for number in range(10_000)}) == 10_000
    assert tasks.translations(train[:5]).sources.shape[1] == 5


@pytest.mark.parametrize(
    "write", [tasks.english_words, tasks.chinese_numeral, lambda number: tasks.translations([number])]
)
@pytest.mark.parametrize(
    ("number", "error", "says"),
    [
        (-1, ValueError, "number: expected at least 0, got -1"),
        (10_000, ValueError, "number: expected at most 9999, got 10000"),
        (1.5, TypeError, "number: expected a whole number, got 1.5"),
        ("7", TypeError, "number: expected a whole number, got '7'"),
    ],
)
def test_a_number_that_has_no_words_here_is_refused(write, number, error, says):
    with pytest.raises(error, match=f"^{says}"):
        write(number)


# letters


def test_hihell_becomes_ihello():
    data, vocabulary = tasks.hihello()
    assert data.xs.shape == (6, 1, 5)
    assert data.targets.shape == (6, 1)
    assert "".join(vocabulary.decode(data.xs[:, 0].argmax(axis=1))) == "hihell"
    assert "".join(vocabulary.decode(data.targets[:, 0])) == "ihello"


def test_without_memory_four_letters_of_ihello_are_right_at_most():
    data = tasks.hihello().data
    following = {}
    for x, target in zip(data.xs[:, 0].argmax(axis=1), data.targets[:, 0], strict=True):
        following.setdefault(x, Counter())[target] += 1
    assert sum(max(counts.values()) for counts in following.values()) == 4


def test_after_very_a_bigram_knows_no_colour_and_a_trigram_does_sometimes():
    sentences = tasks.counting_sentences()
    assert len(set(sentences)) == len(sentences) == 24
    bigrams, trigrams, four = (tasks.ngram_counts(sentences, n) for n in (2, 3, 4))
    assert bigrams[("very",)] == {"blue": 4, "green": 2, "white": 2, "black": 2, "yellow": 2}
    assert trigrams[("sky", "very")] == {"blue": 1}
    assert len(trigrams[("is", "very")]) == 5
    assert four[("sky", "is", "very")] == {"blue": 1}
    assert trigrams[("sky", "is")] == {"blue": 2, "very": 1}


def test_ngrams_do_not_reach_across_sentences():
    assert tasks.ngram_counts([("a", "b"), ("c", "a", "b")], 2) == {("a",): {"b": 2}, ("c",): {"a": 1}}
    assert tasks.ngram_counts([("a", "b", "a")], 1) == {(): {"a": 2, "b": 1}}
    assert tasks.ngram_counts([("a", "b")], 3) == {}
    with pytest.raises(ValueError, match=r"^n: expected at least 1, got 0"):
        tasks.ngram_counts([("a",)], 0)
    with pytest.raises(TypeError, match=r"^sentences: expected sequences of words, got the text 'the sky'"):
        tasks.ngram_counts(["the sky"], 2)


# sentences: what all of them share

SENTENCE_TASKS = [
    getattr(tasks, name)
    for name in ("sky", "year", "phone", "sentiment", "keyword", "validity", "parts_of_speech", "slots")
]


@pytest.mark.parametrize("task", SENTENCE_TASKS, ids=lambda task: task.__name__)
def test_sentences_are_all_different_and_agree_with_their_arrays(task):
    drawn = task(300, rng=rng())
    data = drawn.data
    assert len(set(drawn.sentences)) == len(drawn.sentences) == 300
    assert data.xs.shape == (data.lengths.max(), 300)
    assert data.xs.dtype == data.targets.dtype == np.int64
    assert drawn.vocabulary[0] == PAD
    for n, sentence in enumerate(drawn.sentences):
        assert drawn.vocabulary.decode(data.xs[: data.lengths[n], n]) == sentence
        assert len(sentence) == data.lengths[n]
        assert (data.xs[data.lengths[n] :, n] == 0).all()
        assert PAD not in sentence
    assert data.targets.shape in ((300,), data.xs.shape)
    assert set(np.unique(data.targets)) == set(range(len(drawn.classes)))
    train, held_out = tasks.split(300, rng=rng())
    assert {drawn.sentences[n] for n in train}.isdisjoint(drawn.sentences[n] for n in held_out)


@pytest.mark.parametrize("task", [*SENTENCE_TASKS, tasks.chat, tasks.dismissal], ids=lambda task: task.__name__)
def test_more_sentences_than_there_are_are_refused_and_exactly_as_many_are_given(task):
    with pytest.raises(ValueError, match=r"^N: expected at most \d+ \(the different sentences") as refused:
        task(10**6, rng=rng())
    most = int(re.search(r"\d+", str(refused.value))[0])
    assert most >= 800
    task(most, rng=rng())
    with pytest.raises(ValueError, match=r"^N: expected at least 1, got 0"):
        task(0, rng=rng())


@pytest.mark.parametrize("task", SENTENCE_TASKS, ids=lambda task: task.__name__)
def test_the_vocabulary_does_not_depend_on_what_was_drawn(task):
    assert task(1, rng=rng(1)).vocabulary == task(200, rng=rng(2)).vocabulary


@pytest.mark.parametrize(
    ("task", "shares"),
    [
        (tasks.sky, (0.5, 0.5)),
        (tasks.year, (1 / 20,) * 20),
        (tasks.phone, (1 / 2, 1 / 4, 1 / 4)),
        (tasks.sentiment, (0.5, 0.5)),
        (tasks.keyword, (1 / 6,) * 6),
        (tasks.validity, (0.5, 0.5)),
    ],
)
def test_classes_have_the_shares_that_the_task_says(task, shares):
    targets = task(360, rng=rng()).data.targets
    np.testing.assert_allclose(np.bincount(targets) / 360, shares, atol=0.01)


def test_what_does_not_divide_evenly_goes_to_cases_by_chance():
    assert {tasks.phone(1, rng=rng(seed)).data.targets[0] for seed in range(30)} == {0, 1, 2}


def label(drawn, n):
    return drawn.classes[drawn.data.targets[n]]


# sentences: the truth of each


@pytest.mark.parametrize("fillers", [0, 1, 3])
def test_the_sky_is_what_the_last_event_made_it(fillers):
    drawn = tasks.sky(200, rng=rng(), fillers=fillers)
    for n, sentence in enumerate(drawn.sentences):
        told = " ".join(sentence)
        events = re.findall("factories (opened|closed)", told)
        was = re.search("was (blue|grey)", told)[1]
        assert label(drawn, n) == ({"opened": "grey", "closed": "blue"}[events[-1]] if events else was)
        assert told.endswith("now the sky there is")
        assert sentence.count(".") == 1 + len(events) + fillers


def test_neither_the_first_colour_nor_the_unordered_words_tell_the_sky():
    drawn = tasks.sky(400, rng=rng())
    was = ["blue" if "blue" in sentence else "grey" for sentence in drawn.sentences]
    assert np.mean([label(drawn, n) == was[n] for n in range(400)]) == pytest.approx(0.6, abs=0.01)
    both = [n for n, sentence in enumerate(drawn.sentences) if {"opened", "closed"} <= set(sentence)]
    assert np.mean(drawn.data.targets[both]) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("fillers", [-1, 4])
def test_fillers_are_0_to_3(fillers):
    with pytest.raises(ValueError, match=r"^fillers: expected at (least|most)"):
        tasks.sky(5, rng=rng(), fillers=fillers)


def test_the_year_stands_at_step_5_or_at_step_1():
    drawn = tasks.year(400, rng=rng())
    assert drawn.classes[0] == "1990"
    for n, sentence in enumerate(drawn.sentences):
        assert sentence[drawn.positions[n]] == label(drawn, n)
        assert sum(word.isdigit() for word in sentence) == 1
    assert Counter(drawn.positions.tolist()) == {5: 200, 1: 200}
    assert set(tasks.year(40, rng=rng(), place="end").positions) == {5}
    assert set(tasks.year(40, rng=rng(), place="start").positions) == {1}
    with pytest.raises(ValueError, match=r"^place: expected one of either, start, end"):
        tasks.year(40, rng=rng(), place="middle")


def test_the_blank_is_half_clear_from_the_left_three_quarters_from_the_right_and_clear_from_both():
    drawn = tasks.phone(400, rng=rng())
    blanks = [sentence.index("<blank>") for sentence in drawn.sentences]
    assert drawn.positions.tolist() == blanks
    left = [sentence[:k] for sentence, k in zip(drawn.sentences, blanks, strict=True)]
    right = [sentence[k:] for sentence, k in zip(drawn.sentences, blanks, strict=True)]
    state = ["lost" if "lost" in words else "broken" for words in left]
    what = ["new" in words for words in right]
    assert best(state, drawn.data.targets) == 0.5
    assert best(what, drawn.data.targets) == 0.75
    assert best(list(zip(state, what, strict=True)), drawn.data.targets) == 1
    assert label(drawn, state.index("broken")) in ("buy", "repair")


def best(seen, labels):
    """The share of right answers of one who answers the most frequent label for whatever was seen."""
    counts = {}
    for key, number in zip(seen, labels, strict=True):
        counts.setdefault(key, Counter())[number] += 1
    return sum(max(counter.values()) for counter in counts.values()) / len(labels)


def test_who_did_not_do_the_work_is_fired_more_often_than_another_and_eating_never_is():
    data, vocabulary, prompt, candidates = tasks.dismissal(900, rng=rng())
    assert candidates == ("I", "Xiaoming", "eating")
    sentences = [vocabulary.decode(data.targets[: data.lengths[n] - 1, n]) for n in range(900)]
    assert len(set(sentences)) == 900
    after_so = Counter()
    for sentence in sentences:
        if sentence[0] == "I" and "so" in sentence:
            after_so[sentence[sentence.index("so") + 1]] += 1
    assert after_so["I"] > 4 * after_so["Xiaoming"] > 0
    assert after_so["eating"] == 0
    assert sum("eating" in sentence for sentence in sentences) == 300
    vocabulary.encode((*prompt, *candidates))  # the model can read the prompt and rank the candidates


def test_sentiment_turns_with_not_and_in_but_only_the_order_tells():
    drawn = tasks.sentiment(1900, rng=rng())
    good = {"good", "lovely", "funny", "clever", "warm"}
    words = {}
    for n, sentence in enumerate(drawn.sentences):
        judged = sentence[sentence.index("but") :] if "but" in sentence else sentence
        positive = bool(good & set(judged)) != ("not" in judged)
        assert label(drawn, n) == ("positive" if positive else "negative")
        words.setdefault(tuple(sorted(sentence)), set()).add(label(drawn, n))
    assert sum(len(labels) == 2 for labels in words.values()) > 20


def test_the_thing_asked_for_is_named_last_in_two_of_three():
    drawn = tasks.keyword(900, rng=rng())
    last = 0
    for n, sentence in enumerate(drawn.sentences):
        things = [word for word in sentence if word in drawn.classes]
        assert len(things) == (2 if {"no", "not"} & set(sentence) else 1)
        asked = things[0] if "not" in sentence else things[-1]
        assert sentence[drawn.positions[n]] == asked == label(drawn, n)
        last += things[-1] == asked
    assert last == 600


def test_a_valid_sentence_has_an_order_and_a_verb_that_agrees():
    drawn = tasks.validity(800, rng=rng())
    valid = re.compile(
        "the (?:(?P<one>dog|child|bird|friend|horse)|(?:dogs|children|birds|friends|horses)) "
        "(?:near|behind|with) the (?:house|tree|ball)s? (?(one)(?:runs|sings|waits|plays)|(?:run|sing|wait|play)) "
        "(?:today|again|outside|alone)"
    )
    for n, sentence in enumerate(drawn.sentences):
        assert label(drawn, n) == ("valid" if valid.fullmatch(" ".join(sentence)) else "invalid")
    orders = re.compile("the (dog|child|bird|friend|horse)s?(ren)? (near|behind|with) the ")
    agreeing = [bool(orders.match(" ".join(sentence))) for sentence in drawn.sentences]
    assert sum(agreeing) == 600  # 400 valid, 200 whose verb does not agree


def test_parts_of_speech_follow_the_grammar_and_half_of_the_double_words_need_memory():
    drawn = tasks.parts_of_speech(2016, rng=rng())
    word_tags = {}
    for n, sentence in enumerate(drawn.sentences):
        tags = drawn.classes.decode(drawn.data.targets[: len(sentence), n])
        assert re.fullmatch("pronoun (adverb )?verb determiner (adjective )?noun", " ".join(tags))
        for word, tag in zip(sentence, tags, strict=True):
            word_tags.setdefault(word, Counter())[tag] += 1
    double = {word: counts for word, counts in word_tags.items() if len(counts) > 1}
    assert len(double) == 8
    for counts in double.values():
        assert set(counts) == {"noun", "verb"}
        assert counts["noun"] / counts.total() == pytest.approx(0.5, abs=0.05)


def test_a_city_is_where_one_arrives_or_leaves_from_by_the_word_before():
    drawn = tasks.slots(840, rng=rng())
    cities = {}
    for n, sentence in enumerate(drawn.sentences):
        tags = drawn.classes.decode(drawn.data.targets[: len(sentence), n])
        for t, (word, tag) in enumerate(zip(sentence, tags, strict=True)):
            if word.endswith("day"):
                assert tag == "day"
            elif word in tasks.sentences.CITIES:
                assert tag == {"in": "destination", "leave": "departure"}[sentence[t - 1]]
                cities.setdefault(word, Counter())[tag] += 1
            else:
                assert tag == "other"
    assert len(cities) == 6
    for counts in cities.values():
        assert counts["destination"] / counts.total() == pytest.approx(0.5, abs=0.08)


# chat


def test_every_answer_is_the_right_one():
    questions, answers, data, source_vocabulary, target_vocabulary = tasks.chat(800, rng=rng())
    assert len(set(questions)) == 800
    ones = KNOWN_SMALL
    colour = dict(sky="blue", grass="green", snow="white", coal="black", sea="blue", sun="yellow")
    kinds = Counter()
    for n, (question, answer) in enumerate(zip(questions, answers, strict=True)):
        asked, said = " ".join(question), " ".join(answer)
        if place := re.search(r"where is (\w+)$", asked):
            assert said == "in the " + re.match(rf".*?{place[1]} is in the (\w+)", asked)[1]
        elif name := re.search(r"(?:my name is|I am) ([A-Z]\w+)", asked):
            assert said == "you are " + name[1]
        elif numbers := re.search(r"(\w+) and (\w+)$", asked):
            assert said == ones[ones.index(numbers[1]) + ones.index(numbers[2])]
        else:
            assert said == "it is " + next(colour[word] for word in question if word in colour)
        kinds[said.split()[0] if " " in said else "sum"] += 1
        assert source_vocabulary.decode(data.sources[: data.source_lengths[n], n]) == question
        assert target_vocabulary.decode(data.targets[: data.target_lengths[n], n]) == (*answer, END)
    assert kinds == {"in": 200, "you": 200, "sum": 200, "it": 200}
