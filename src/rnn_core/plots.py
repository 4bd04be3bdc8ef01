"""Figures: `ax` in, `ax` out; each symbol in its colour of `rnn_core.palette`.

matplotlib is imported where a figure is made, so importing this costs nothing.
"""

from rnn_core.palette import colour


def _numbers(values, digits=3):
    """A few numbers under one another, the first three of many."""
    shown = [f"{value:.{digits}f}".replace("-", "−") for value in values[:3]]
    return "\n".join([*shown, "…"] if len(values) > 3 else shown)


def draw_unrolled(ax, xs, h_start, trace, t, *, tokens=None, output_tokens=None):
    """The unrolled network on `ax`: steps up to `t` (from 0) carry their numbers, later ones are pale.

    xs (T, D) and h_start (H,), the state before step 0, as lists; trace: one record a step with h, and y (and p) if
    there is a readout; tokens (T) and output_tokens (V) name inputs and outputs.
    """
    from matplotlib.patches import FancyBboxPatch

    ink, pale = "#1f2430", "#9aa2b0"
    arrow = {"arrowstyle": "-|>", "mutation_scale": 9, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", (-0.3, 0), (-0.72, 0), arrowprops=arrow | {"color": colour("h")})
    ax.text(-0.52, 0.07, "$h_{-1}$", ha="center", va="bottom", color=colour("h"))
    if len(trace) <= 6:
        ax.text(-0.52, -0.07, _numbers(h_start), ha="center", va="top", color=colour("h"), fontsize=7.5)
    for s, record in enumerate(trace):
        known = s <= t
        line = ink if known else pale
        ax.add_patch(FancyBboxPatch(
            (s - 0.26, -0.24), 0.52, 0.48, boxstyle="round,pad=0.03,rounding_size=0.08", zorder=3,
            facecolor="#fff1c2" if s == t else "#f6f7f9",
            edgecolor="#a87400" if s == t else line,
            linewidth=2 if s == t else 1,
        ))  # fmt: skip
        ax.text(s, 0, "$W, b$", ha="center", va="center", color=line, zorder=4)
        ax.annotate("", (s, -0.28), (s, -0.62), arrowprops=arrow | {"color": line})
        ax.annotate("", (s + 0.7, 0), (s + 0.3, 0), arrowprops=arrow | {"color": colour("h") if known else pale})
        given = tokens[s] if tokens else f"$x_{{{s}}}$" + (f" = {xs[s][0]:g}" if len(xs[s]) == 1 else "")
        ax.text(s, -0.68, given, ha="center", va="top", color=colour("x") if known else pale)
        ax.text(s + 0.5, 0.07, f"$h_{{{s}}}$", ha="center", va="bottom", color=colour("h") if known else pale)
        if known and len(trace) <= 6:
            ax.text(s + 0.5, -0.07, _numbers(record["h"]), ha="center", va="top", color=colour("h"), fontsize=7.5)
        if "y" in record:
            ax.annotate("", (s, 0.62), (s, 0.28), arrowprops=arrow | {"color": line})
            answer = record.get("p", record["y"])
            best = max(range(len(answer)), key=lambda k: answer[k])
            named = output_tokens[best] if output_tokens else _numbers(answer) if len(answer) == 1 else ""
            label = f"$y_{{{s}}}$ = {named}" if known and named else f"$y_{{{s}}}$"
            ax.text(s, 0.68, label, ha="center", va="bottom", color=colour("y") if known else pale)
    ax.set(xlim=(-0.8, len(trace) - 0.25), ylim=(-0.95, 0.95))
    ax.axis("off")
    return ax


def unrolled_figure(xs, h_start, trace, t, *, tokens=None, output_tokens=None):
    """`draw_unrolled` as a figure of its own, wide enough for its steps."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(min(1.3 * len(trace) + 1, 8), 2.1), layout="constrained")
    draw_unrolled(figure.add_subplot(), xs, h_start, trace, t, tokens=tokens, output_tokens=output_tokens)
    return figure


def show(figure, alt):
    """Display `figure` with `alt`, a sentence that says what it shows, for those who cannot see it.

    The sentence is the output's plain text, so it is checked like every printed number.
    """
    from io import BytesIO

    from IPython.display import display

    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
    display({"image/png": buffer.getvalue(), "text/plain": alt}, raw=True)


def draw_activation(ax, name, f, slope, a):
    """f(a) as a line and its slope, dashed, on `ax`."""
    ax.axhline(0, color="#9aa2b0", linewidth=0.8)
    ax.axvline(0, color="#9aa2b0", linewidth=0.8)
    ax.plot(a, f, color=colour("h"), label="f(a)")
    ax.plot(a, slope, color=colour("gradient"), linestyle="--", label="slope f′(a)")
    ax.set(title=name, xlabel="a", ylim=(-1.2, 2.2))
    return ax


def activations():
    """tanh, sigmoid and ReLU beside one another, each with its slope, shown with alt text."""
    import numpy as np
    from matplotlib.figure import Figure

    from rnn_core.activations import ACTIVATIONS

    a = np.linspace(-4, 4, 401)
    figure = Figure(figsize=(8, 2.8), layout="constrained")
    said = []
    for ax, name in zip(figure.subplots(1, 3, sharey=True), ("tanh", "sigmoid", "relu"), strict=True):
        f, derivative = ACTIVATIONS[name]
        h = f(a)
        slope = derivative(h)
        draw_activation(ax, name, h, slope, a)
        said.append(f"{name} runs from {h.min():.1f} to {h.max():.1f} with slopes up to {slope.max():.2f}")
    ax.legend(loc="upper left", frameon=False)
    show(figure, f"Three curves with their slopes, for a from -4 to 4: {'; '.join(said)}.")


INK, GREY = "#1f2430", "#6b7280"
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
