"""Runs every part and prints its rows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """Each part in a process of its own, so that none sees another's memory."""
    wanted = sys.argv[1:]
    failed = 0
    for part in sorted(path.stem for path in HERE.glob("[a-z]*.py")):
        if wanted and part not in wanted:
            continue
        print(f"== {part}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", f"bench.{part}"], check=False).returncode
    return failed


sys.exit(main())
