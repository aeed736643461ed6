"""How often the intervals cover, and how often the tests are wrong, by simulation.

    python benchmarks/stats_error_rates.py --experiments 2000 > error_rates.json

Every entry gives the share over all experiments, its own Monte Carlo standard error, the nominal
value and whether it is guaranteed. Guaranteed entries must not be worse than nominal beyond that
error; the others are approximations, and the figure says how good. One core, no simulator.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys

import numpy as np
import scipy
from error_rates import (
    aggregates,
    clusters,
    combined,
    comparisons,
    gate,
    ranking,
    rates,
    sensitivity,
    sequential,
    simreal,
)
from error_rates.experiment import Entry, measure

FAMILIES = (
    *(rates, clusters, aggregates, simreal, combined),
    *(comparisons, sequential, gate, sensitivity, ranking),
)


def main() -> None:
    """Measure everything and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiments", type=int, default=2000, help="per entry (default: 2000)")
    parser.add_argument("--only", default="", help="entries whose name contains this text")
    parser.add_argument("--seed", type=int, default=0, help="of all draws (default: 0)")
    options = parser.parse_args()
    if options.experiments < 1 or options.seed < 0:
        parser.error("need at least one experiment and a seed that is not negative")
    entries: list[Entry] = [
        entry for family in FAMILIES for entry in family.ENTRIES if options.only in entry.name
    ]
    if not entries:
        parser.error(f"no entry has {options.only!r} in its name")
    result: dict[str, object] = {
        "benchmark": "stats_error_rates",
        "experiments": options.experiments,
        "seed": options.seed,
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
        },
    }
    for kind in ("coverage", "error"):
        result[kind] = {
            entry.name: measure(entry, experiments=options.experiments, seed=options.seed)
            for entry in entries
            if entry.kind == kind
        }
    json.dump(result, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
