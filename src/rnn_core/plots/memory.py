"""Figures of readers with and without memory: what share they answer, and films of a moving dot.

As in `rnn_core.plots`: `ax` in, `ax` out, and a function that shows the figure with alt text.
"""

from rnn_core.palette import colour
from rnn_core.plots import GREY, INK, show

MARKS = ("s", "D", "^", "v")  # readers without memory; the one with memory is a dot


def _style(name, number, memory):
    """Colour and marker of a reader: the state's colour and a dot if it has memory, else ink and another shape."""
    return (colour("h"), "o") if name in memory else (INK, MARKS[number % len(MARKS)])


def draw_accuracies(ax, scores, chance, memory=()):
    """One row for each reader, one mark for each seed, and a line where guessing is; scores: reader -> accuracies."""
    names = list(scores)
    ax.axvline(chance, color=GREY, linestyle="--", linewidth=1)
    ax.text(chance, -0.62, "guessing ", ha="right", va="center", color=GREY, fontsize=8)
    for row, name in enumerate(names):
        ink, mark = _style(name, row, memory)
        low, high = min(scores[name]), max(scores[name])
        ax.plot([low, high], [row, row], color=ink, linewidth=1)
        ax.plot(scores[name], [row] * len(scores[name]), mark, color=ink, markersize=7, fillstyle="none", mew=1.6)
    ax.set(xlim=(-0.03, 1.03), ylim=(len(names) - 0.5, -0.9), yticks=range(len(names)), xlabel="share right")
    ax.set_yticklabels(names)
    ax.grid(axis="x", color="#d5d9e0", linewidth=0.6)
    ax.set_axisbelow(True)
    return ax


def accuracies(results, chance, memory=()):
    """Readers measured in several ways, shown with alt text; results: reader -> {measured on: accuracies}."""
    from matplotlib.figure import Figure

    tests = list(next(iter(results.values())))
    figure = Figure(figsize=(8, 0.45 * len(results) + 1.2), layout="constrained")
    for ax, test in zip(figure.subplots(1, len(tests), sharey=True, squeeze=False)[0], tests, strict=True):
        draw_accuracies(ax, {name: result[test] for name, result in results.items()}, chance, memory)
        ax.set_title(test)
    said = [
        f"{test}: " + ", ".join(f"{name} {_about(result[test], chance)}" for name, result in results.items())
        for test in tests
    ]
    show(figure, f"Share of right answers, guessing is {chance:g}. {'; '.join(said)}.")


def _about(scores, chance):
    """Scores in words that another machine will find too."""
    mean = sum(scores) / len(scores)
    if mean > 0.9:
        return "nearly all"
    if abs(mean - chance) < 0.1:
        return "as by guessing"
    return "less than by guessing" if mean < chance else f"about {mean:.1f}"


def draw_accuracy_by_gap(ax, gaps, scores, chance, memory=()):
    """A line through each reader's mean over the seeds, a band from its worst to its best; scores[reader][gap]."""
    ax.axhline(chance, color=GREY, linestyle="--", linewidth=1)
    ax.text(gaps[-1], chance - 0.03, "guessing", ha="right", va="top", color=GREY, fontsize=8)
    for number, (name, rows) in enumerate(scores.items()):
        ink, mark = _style(name, number, memory)
        line = {"color": ink, "linestyle": "-" if name in memory else (0, (4, 1 + 2 * number))}
        ax.fill_between(
            gaps, [min(row) for row in rows], [max(row) for row in rows], color=ink, alpha=0.15, linewidth=0
        )
        ax.plot(gaps, [sum(row) / len(row) for row in rows], marker=mark, label=name, fillstyle="none", **line)
    ax.set(title="Recall", xlabel="gap (steps between symbol and question)", ylabel="share right", ylim=(0, 1.05))
    ax.legend(loc="center right", frameon=False)
    return ax


def accuracy_by_gap(gaps, scores, chance, memory=()):
    """`draw_accuracy_by_gap` as a figure of its own, shown with alt text."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 3), layout="constrained")
    draw_accuracy_by_gap(figure.add_subplot(), gaps, scores, chance, memory)
    said = [
        f"{name}: {', '.join(f'gap {gap} {_about(row, chance)}' for gap, row in zip(gaps, rows, strict=True))}"
        for name, rows in scores.items()
    ]
    show(figure, f"Share of right answers against the gap, guessing is {chance:g}. {'; '.join(said)}.")


def draw_frame(ax, frame, title=""):
    """One frame (rows, columns) of a film, dark where it is bright, without axes' numbers."""
    ax.imshow(frame, cmap="Greys", vmin=0, vmax=1)
    ax.set(xticks=[], yticks=[], title=title)
    return ax


def films(named):
    """Films as rows of frames, shown with alt text; named: title -> (T, rows, columns) with one bright dot a frame."""
    from matplotlib.figure import Figure

    steps = len(next(iter(named.values())))
    figure = Figure(figsize=(1.25 * steps, 1.55 * len(named)), layout="constrained")
    said = []
    for part, (title, film) in zip(figure.subfigures(len(named), 1, squeeze=False)[:, 0], named.items(), strict=True):
        part.suptitle(title, fontsize=10)
        for t, ax in enumerate(part.subplots(1, steps)):
            draw_frame(ax, film[t])
            ax.set_xlabel(f"t = {t}", fontsize=8)
        at = [divmod(int(frame.argmax()), frame.shape[1]) for frame in film]
        said.append(f"{title}: a dot in row {at[0][0]}, columns {', '.join(str(column) for _, column in at)}")
    show(figure, f"{'; '.join(said)} of a noisy field of {film.shape[1]} by {film.shape[2]}.")
