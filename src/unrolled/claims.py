"""Facts that a chapter states about a run: printed for the reader, and held, so that no page can state a false one."""

from typing import Any


def claim(fact: str, holds: Any) -> None:
    """Print `fact` and whether it holds. Raises AssertionError with the fact if it does not."""
    print(f"{fact}: {bool(holds)}")
    assert holds, fact
