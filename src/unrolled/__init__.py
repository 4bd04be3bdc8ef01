"""unrolled: the companion of the book *Unrolled*.

tasks           the data of the chapters: small, seeded, no download
exercises       a check for each exercise, beside the solution it accepts
trained         networks with their weights, loaded by name
recordings      runs that take longer than a chapter may, as they were recorded
plots           figures, a module a chapter: `ax` in, `ax` out
widgets         what steps, plays and recomputes in the page, a folder a widget
bugs            loops over time with a bug each, for the reader to find
digit_judges    classifiers that judge generated digits
claims          what a chapter asserts in front of its reader
palette, sound  a colour for each symbol; tunes as WAV

Data travels with the package: a chapter runs in any folder where the package is installed. The engine, `rnn_core`,
knows nothing of it.
"""
