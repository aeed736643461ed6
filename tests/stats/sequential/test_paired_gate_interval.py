from __future__ import annotations

import itertools

import numpy as np
import pytest

from simeval.stats import PairedGate, RunningEvidence
from simeval.stats.sequential.paired_gate_interval import paired_gate_interval
from simeval.stats.sequential.paired_gate_simulation import stop_times


@pytest.mark.parametrize("shares", [(0.1, 0.8, 0.1), (0.3, 0.7, 0.0), (0.0, 0.6, 0.4)])
def test_a_gate_has_passed_exactly_where_the_low_end_reached_its_margin(shares):
    rng = np.random.default_rng(3)
    differences = rng.choice([1.0, 0.0, -1.0], p=shares, size=60)
    low, high = paired_gate_interval(differences, alpha=0.05, beta=0.1)
    for margin in np.linspace(0.0, 0.95, 39):
        gate = PairedGate(margin=float(margin), alpha=0.05, beta=0.1, most_pairs=60)
        e_pass, e_fail = gate.path(differences)
        assert (e_pass.max() >= 20) == (low >= -margin)
        assert (e_fail.max() >= 10) == (high <= -margin)


def test_it_covers_at_every_moment_at_once():
    rng = np.random.default_rng(8)
    missed = 0
    for _ in range(300):
        differences = rng.choice([1.0, 0.0, -1.0], p=[0.15, 0.6, 0.25], size=80)
        # Evidence only grows, so the last interval is the intersection of all before.
        low, high = paired_gate_interval(differences)
        missed += not low <= -0.1 <= high
    assert missed / 300 <= 0.1


def test_it_only_gets_shorter():
    differences = np.random.default_rng(1).choice([1.0, 0.0, -1.0], p=[0.1, 0.8, 0.1], size=50)
    ends = [paired_gate_interval(differences[:count]) for count in range(0, 50, 7)]
    for before, after in itertools.pairwise(ends):
        assert before.low - 1e-9 <= after.low <= after.high <= before.high + 1e-9


def test_nothing_seen_and_everything_seen():
    assert paired_gate_interval([]) == (-1.0, 1.0)
    assert paired_gate_interval([1.0] * 2000).low > 0.95
    assert paired_gate_interval([1.0] * 2000).high == 1.0
    assert paired_gate_interval([-1.0] * 2000).high < -0.95
    assert paired_gate_interval([-1.0] * 2000).low == -1.0


def test_bad_differences_are_refused():
    with pytest.raises(ValueError, match=r"\[-1, 1\]"):
        paired_gate_interval([0.0, 1.5])
    with pytest.raises(ValueError, match="finite"):
        paired_gate_interval([float("nan")])


def test_many_gates_stop_as_one_by_one():
    gate = PairedGate(margin=0.2, alpha=0.1, beta=0.1, most_pairs=40)
    rng = np.random.default_rng(6)
    table = rng.choice([1.0, 0.5, 0.0, -1.0], p=[0.1, 0.1, 0.4, 0.4], size=(450, 40))
    stops = stop_times(gate, table)
    verdicts = {"PASS": 0, "FAIL": 0, "INCONCLUSIVE": 0}
    for row, passed, failed, pairs in zip(
        table, stops.passed, stops.failed, stops.pairs, strict=True
    ):
        one = gate.decide(row)
        verdicts[one.verdict] += 1
        assert one.pairs == pairs
        assert one.verdict == ("PASS" if passed else "FAIL" if failed else "INCONCLUSIVE")
    assert min(verdicts.values()) > 10


def test_tables_that_are_no_plan_are_refused():
    gate = PairedGate(margin=0.1, most_pairs=3)
    with pytest.raises(ValueError, match="planned for 3 pairs, got 4"):
        stop_times(gate, np.zeros((2, 4)))
    with pytest.raises(ValueError, match="one row per gate"):
        stop_times(gate, np.zeros(3))


def test_running_evidence_is_that_of_the_whole_path():
    gate = PairedGate(margin=0.15, most_pairs=300)
    differences = np.random.default_rng(9).choice([1.0, 0.25, 0.0, -1.0], size=300)
    e_pass, e_fail = gate.path(differences)
    running = RunningEvidence(gate)
    found = np.array([running.add(d) for d in differences.tolist()])

    assert found[:, 0] == pytest.approx(e_pass, rel=1e-12)
    assert found[:, 1] == pytest.approx(e_fail, rel=1e-12)
    with pytest.raises(ValueError, match="planned for 300 pairs"):
        running.add(0.0)


def test_running_evidence_refuses_what_is_no_difference():
    running = RunningEvidence(PairedGate(margin=0.1, most_pairs=5))
    for bad in (1.5, float("nan")):
        with pytest.raises(ValueError, match=r"\[-1, 1\]"):
            running.add(bad)


def test_evidence_beyond_all_numbers_stays_finite():
    running = RunningEvidence(PairedGate(margin=0.5, most_pairs=5000))
    for _ in range(5000):
        e_pass, _ = running.add(1.0)
    assert np.isfinite(e_pass)
