from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest


def tango(wins: int, losses: int, pairs: int, margin: float) -> float:
    """Tango's score at -margin, from the likelihood maximised on a grid."""
    shares = np.linspace(margin + 1e-9, (1 + margin) / 2 - 1e-9, 2_000_001)
    terms = (
        wins * np.log(shares - margin)
        + losses * np.log(shares)
        + (pairs - wins - losses) * np.log(1 + margin - 2 * shares)
    )
    share = shares[terms.argmax()]
    variance = pairs * (2 * share - margin * (1 + margin))
    return (wins - losses + pairs * margin) / math.sqrt(variance)


def table(wins: int, losses: int, pairs: int) -> tuple[dict, dict]:
    candidate = [1] * wins + [0] * losses + [1] * (pairs - wins - losses)
    baseline = [0] * wins + [1] * losses + [1] * (pairs - wins - losses)
    return {"spoon": candidate}, {"spoon": baseline}


@pytest.mark.parametrize(
    ("wins", "losses", "verdict", "code"),
    [(6, 5, "PASS", 0), (4, 30, "FAIL", 1), (5, 12, "INCONCLUSIVE", 3)],
)
def test_one_look_after_all_pairs(gate, wins, losses, verdict, code):
    gate.between(*table(wins, losses, 80), "method=fixed")
    z = tango(wins, losses, 80, 0.1)
    p = 1 - NormalDist().cdf(z)

    assert gate.verdict == (verdict, code)
    assert gate.result["overall"]["p_pass"] == pytest.approx(p, rel=1e-3)
    assert gate.result["overall"]["p_fail"] == pytest.approx(1 - p, rel=1e-3)
    assert gate.result["units_used"] == 80
    assert (gate.result["overall"]["e_pass"], gate.result["path"]) == (None, [])
    assert (p <= 0.05) == (verdict == "PASS")


def test_no_evidence_is_shown_on_the_way(gate):
    gate.between(*table(6, 5, 80), "method=fixed")

    assert "E pass" not in gate.out + gate.err
    assert "Tango" in gate.out


def test_its_table_adds_up_every_outcome(gate):
    import json

    gate.between(*table(0, 0, 12), "method=fixed", "margin=0.3", "--plan", "--json")
    rows = json.loads(gate.out)["characteristics"]["rows"]
    for row in rows[:5]:
        up, down = row["candidate_only"], row["baseline_only"]
        passes = fails = 0.0
        for wins in range(13):
            for losses in range(13 - wins):
                ties = 12 - wins - losses
                chance = math.factorial(12) * up**wins * down**losses * (1 - up - down) ** ties
                chance /= math.factorial(wins) * math.factorial(losses) * math.factorial(ties)
                z = tango(wins, losses, 12, 0.3)
                passes += chance * (z >= NormalDist().inv_cdf(0.95))
                fails += chance * (z <= NormalDist().inv_cdf(0.05))
        assert row["passes"] == pytest.approx(passes, abs=1e-6)
        assert row["fails"] == pytest.approx(fails, abs=1e-6)


def test_tasks_are_corrected_and_one_that_fails_fails_the_gate(gate):
    good, bad = [1] * 60, [0] * 25 + [1] * 35
    gate.between(
        {"a": good, "b": bad, "c": good, "d": good, "e": good},
        dict.fromkeys("abcde", good),
        "method=fixed",
    )
    task = {item["task"]: item for item in gate.result["tasks"]}["b"]

    assert gate.verdict == ("FAIL", 1)
    assert "in b" in gate.result["reason"]
    assert task["p_fail_corrected"] == pytest.approx(5 * task["p_fail"])


def test_averages_over_seeds_are_refused(gate):
    outcomes = {"spoon": [(1, 1)] * 20}
    gate.between(outcomes, outcomes, "method=fixed", copies=False)
    assert gate.code == 2
    assert "repeats=separate" in gate.err
    gate.run("candidate=candidate", "baseline=baseline", "method=fixed", "repeats=separate")
    assert gate.code in (0, 3)


def test_all_pairs_must_be_there(gate):
    candidate, baseline = table(0, 0, 80)
    gate.between({"spoon": [*candidate["spoon"][:-1], "-"]}, baseline, "method=fixed")

    assert gate.verdict == ("ERROR", 4)
    assert "lacks 1 of the 80" in gate.result["reason"]
