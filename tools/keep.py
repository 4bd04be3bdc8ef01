"""How a recording is kept: as JSON in which each innermost list of numbers stands on one line."""

import json
import re
import sys
from pathlib import Path

INNERMOST = re.compile(r"\[[^][{}\"]+\]")


def written(kept, indent=1):
    """`kept` as text."""
    return INNERMOST.sub(lambda row: " ".join(row[0].split()), json.dumps(kept, indent=indent)) + "\n"


def keep(kept, file, indent=1):
    """Write `kept` to `file`, or to the file named on the command line, and say how large it is."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(written(kept, indent), encoding="utf-8")
    print(f"{file.name}: {file.stat().st_size / 1000:.0f} kB")
