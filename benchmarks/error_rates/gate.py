"""The gate: wrong verdicts at its margin, and its interval where it stopped."""

from __future__ import annotations

import numpy as np

from error_rates.experiment import LEVEL, Draw, Entry, covers
from simeval import stats

GATE = stats.PairedGate(margin=0.1, most_pairs=200)


def _pairs(rng: np.random.Generator, new_only: float, base_only: float) -> np.ndarray:
    chances = [new_only, 1 - new_only - base_only, base_only]
    return np.asarray(rng.choice([1.0, 0.0, -1.0], p=chances, size=200))


def _verdict(verdict: str, new_only: float, base_only: float) -> Draw:
    """A verdict, read after each of 200 pairs."""

    def draw(rng: np.random.Generator) -> bool:
        return GATE.decide(_pairs(rng, new_only, base_only)).verdict == verdict

    return draw


def _rounds(rng: np.random.Generator) -> bool:
    """PASS where pairs are rounds of four tasks, on the boundary on average."""
    tasks = rng.choice([1.0, 0.0, -1.0], p=[0.05, 0.8, 0.15], size=(100, 4))
    gate = stats.PairedGate(margin=0.1, most_pairs=100)
    return gate.decide(tasks.mean(axis=1)).verdict == "PASS"


def _interval(new_only: float, base_only: float) -> Draw:
    """The interval where the gate stopped; its two errors of 0.025 make 95 %."""
    gate = stats.PairedGate(margin=0.1, most_pairs=200, alpha=LEVEL / 2, beta=LEVEL / 2)

    def draw(rng: np.random.Generator) -> bool:
        pairs = _pairs(rng, new_only, base_only)
        seen = pairs[: gate.decide(pairs).pairs]
        found = stats.paired_gate_interval(seen, alpha=LEVEL / 2, beta=LEVEL / 2)
        return covers(found, new_only - base_only)

    return draw


ENTRIES = [
    Entry("gate PASS at (.05, .15)", _verdict("PASS", 0.05, 0.15), "error", True),
    Entry("gate PASS at (0, .10)", _verdict("PASS", 0.0, 0.1), "error", True),
    Entry("gate FAIL at (.05, .15)", _verdict("FAIL", 0.05, 0.15), "error", True),
    Entry("gate PASS, rounds of 4 tasks", _rounds, "error", True),
    Entry("gate interval at (.10, .10)", _interval(0.1, 0.1), "coverage", True),
    Entry("gate interval at (.05, .25)", _interval(0.05, 0.25), "coverage", True),
]
