"""Facts that a chapter states about a run: printed for the reader, and held, so that no page can state a false one."""


def claim(fact, holds):
    """Print `fact` and whether it holds. Raises AssertionError with the fact if it does not."""
    print(f"{fact}: {bool(holds)}")
    assert holds, fact
