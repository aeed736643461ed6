"""`simeval report`: one self-contained HTML file from one or more runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

HELP = "one self-contained HTML file from one or more runs"


def main(argv: Sequence[str]) -> int:
    """Run the verb; returns the exit code."""
    parser = argparse.ArgumentParser(prog="simeval report", description=HELP)
    parser.add_argument("runs", metavar="RUN", nargs="+", help="run folder")
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="where to write; report.html of the first run"
    )
    options = parser.parse_args(argv)

    from simeval.report.report_file import write_report
    from simeval.runlog import RunFolder

    folders = [RunFolder(Path(run)) for run in options.runs]
    output = Path(options.output) if options.output else folders[0].report_file
    size = write_report(folders, output)
    sys.stdout.write(f"{output} ({size / 1e6:.1f} MB)\n")
    return 0
