"""How recordings and scores are kept: as JSON in which each innermost list of numbers stands on one line."""

import json
import platform
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

INNERMOST = re.compile(r"\[[^][{}\"]+\]")


def written(kept: Any, indent: int = 1) -> str:
    """`kept` as text."""
    return INNERMOST.sub(lambda row: " ".join(row[0].split()), json.dumps(kept, indent=indent)) + "\n"


def keep(kept: Any, file: Path, indent: int = 1) -> None:
    """Write `kept` to `file`, or to the file named on the command line, and say how large it is."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(written(kept, indent), encoding="utf-8")
    print(f"{file.name}: {file.stat().st_size / 1000:.0f} kB")


def keep_scores(scores: dict[str, Any], folder: Path, readme: Callable[[dict[str, Any]], str]) -> None:
    """Write scores.json into `folder`, and beside it README.md, which is made of them by `readme`."""
    (folder / "scores.json").write_text(written(scores), encoding="utf-8")
    (folder / "README.md").write_text(readme(scores), encoding="utf-8")


def versions() -> dict[str, str]:
    """Those that last digits may depend on."""
    return {"python": platform.python_version(), "numpy": np.__version__}
