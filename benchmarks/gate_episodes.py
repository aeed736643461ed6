"""How many episodes the gate uses, against tests of fixed size, and how often it is wrong.

    python benchmarks/gate_episodes.py > gate_episodes.json
    python benchmarks/gate_episodes.py --live > gate_episodes.json   # and gates that run policies

"exact" adds up every outcome of a plan; "simulated" plays the rule of the gate on drawn outcomes,
every share with its standard error; "live" runs `simeval gate` on the bundled WidowX suite.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time

import numpy as np
from gate_plans.exact import exact
from gate_plans.live import live
from gate_plans.simulated import simulated


def main() -> int:
    """Print the benchmark as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gates", type=int, default=2000, help="simulated gates per scenario")
    parser.add_argument("--live", action="store_true", help="run gates of real policies too")
    parser.add_argument("--workers", type=int, default=2, help="worker processes of live gates")
    options = parser.parse_args()
    started = time.monotonic()
    document = {
        "benchmark": "gate_episodes",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "alpha": 0.05,
        "beta": 0.05,
        "gates_per_scenario": options.gates,
        "exact": list(exact()),
        "simulated": list(simulated(options.gates)),
        "live": list(live(options.workers)) if options.live else [],
    }
    document["seconds"] = round(time.monotonic() - started, 1)
    sys.stdout.write(json.dumps(document, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
