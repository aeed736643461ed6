from __future__ import annotations

import math
from itertools import accumulate

import pytest

from simeval.episodes import EpisodeKey

ALL = {"spoon": [1] * 24, "carrot": [1] * 24, "cube": [1] * 24, "eggplant": [1] * 24}
NONE = {task: [0] * 24 for task in ALL}


def by_hand(differences: list[float], margin: float) -> tuple[float, float]:
    """The e-values as the formula says, without the package."""
    up = [
        math.prod(1 + k / 20 / (1 - margin) * (d + margin) for d in differences)
        for k in range(1, 20)
    ]
    down = [
        math.prod(1 - k / 20 / (1 + margin) * (d + margin) for d in differences)
        for k in range(1, 20)
    ]
    return sum(up) / 19, sum(down) / 19


def differences(gate, candidate: dict, baseline: dict) -> list[float]:
    """The differences in the order of the registered plan."""
    found = []
    for unit in gate.plan["units"]:
        values = []
        for cell in unit:
            [key] = [EpisodeKey.parse(text) for text in cell]
            values.append(candidate[key.task][key.episode_id] - baseline[key.task][key.episode_id])
        found.append(sum(values) / len(values))
    return found


def test_a_policy_that_never_differs_passes_after_44_of_96_pairs(gate):
    gate.between(ALL, ALL)

    assert gate.verdict == ("PASS", 0)
    assert (gate.result["units_used"], gate.result["units_planned"]) == (44, 96)
    e_pass, e_fail = by_hand([0.0] * 44, 0.1)
    assert gate.result["overall"]["e_pass"] == pytest.approx(e_pass)
    assert gate.result["overall"]["e_fail"] == pytest.approx(e_fail)
    assert by_hand([0.0] * 43, 0.1)[0] < 20 <= e_pass
    assert gate.result["overall"]["low"] >= -0.1


def test_a_policy_that_solves_nothing_fails_and_later_pairs_are_not_looked_at(gate):
    gate.between(NONE, ALL)
    first = next(n for n in range(1, 97) if by_hand([-1.0] * n, 0.1)[1] >= 20)

    assert gate.verdict == ("FAIL", 1)
    assert gate.result["units_used"] == first < 10
    assert gate.result["overall"]["other_only"] == first
    assert [p["episodes_finished"] for p in gate.result["policies"]] == [96, 96]


def test_evidence_follows_the_formula_along_the_whole_path(gate):
    candidate = {task: [i % 3 != 0 for i in range(24)] for task in ALL}
    baseline = {task: [i % 4 != 0 for i in range(24)] for task in ALL}
    gate.between(candidate, baseline, "margin=0.15")
    path = [(point["e_pass"], point["e_fail"]) for point in gate.result["path"]]
    seen = differences(gate, candidate, baseline)[: len(path)]

    for point, begun in zip(path, accumulate([[d] for d in seen]), strict=True):
        assert point == pytest.approx(by_hand(begun, 0.15))
    assert sum(d != 0 for d in seen) > 10


def test_too_few_pairs_are_inconclusive_and_not_green(gate):
    gate.between({"spoon": [1] * 30}, {"spoon": [1] * 30})

    assert gate.verdict == ("INCONCLUSIVE", 3)
    assert "cannot PASS a candidate that never differs" in gate.result["notes"][0]
    assert gate.result["units_used"] == 30


@pytest.mark.parametrize(("declared", "code"), [("pass", 0), ("fail", 1)])
def test_inconclusive_counts_as_declared_in_the_plan(gate, declared, code):
    gate.between({"spoon": [1] * 30}, {"spoon": [1] * 30}, f"inconclusive={declared}")

    assert gate.verdict == ("INCONCLUSIVE", code)
    assert f"declared to count as {declared}" in gate.result["reason"]
    gate.run("candidate=candidate", "baseline=baseline")
    assert gate.code == 2
    assert "inconclusive" in gate.err


def test_one_broken_task_fails_the_gate_unless_tasks_have_no_say(gate):
    candidate = {**ALL, "cube": [0] * 24}
    baseline = {"spoon": [0] * 24, "carrot": [0] * 24, "cube": [1] * 24, "eggplant": [0] * 24}
    gate.between(candidate, baseline, "alpha=1e-6")
    assert gate.verdict == ("FAIL", 1)
    assert "in cube" in gate.result["reason"]
    verdicts = {task["task"]: task["verdict"] for task in gate.result["tasks"]}
    assert verdicts["cube"] == "FAIL"
    assert gate.result["overall"]["difference"] > 0

    gate.run("candidate=candidate", "baseline=baseline", "alpha=1e-6", "veto=false", "fresh=true")
    assert gate.code == 0
    assert "PASS" in gate.out


def test_every_task_must_pass(gate):
    gate.between(
        {"spoon": [1] * 70, "cube": [1] * 70},
        {"spoon": [1] * 70, "cube": [1] * 70},
        "decide=every_task",
    )
    # The first of two tasks needs E >= 2/alpha, the last one 1/alpha.
    first = next(n for n in range(1, 71) if by_hand([0.0] * n, 0.1)[0] >= 40)

    assert gate.verdict == ("PASS", 0)
    assert all(task["verdict"] == "PASS" for task in gate.result["tasks"])
    assert max(task["units"] for task in gate.result["tasks"]) >= first


def test_holm_is_less_strict_than_bonferroni(gate):
    outcomes = {"spoon": [1] * 70, "cube": [1] * 70}
    gate.between(outcomes, outcomes, "decide=every_task")
    holm = gate.result["units_used"]
    gate.run(
        "candidate=candidate",
        "baseline=baseline",
        "decide=every_task",
        "correction=bonferroni",
        "out=other",
    )
    import json

    bonferroni = json.loads((gate.root / "other" / "gate.json").read_text())["units_used"]
    assert holm < bonferroni


def test_a_task_margin_of_its_own(gate):
    gate.between(ALL, ALL, "decide=every_task", "task_margin=0.4")

    assert gate.verdict == ("PASS", 0)
    assert {task["margin"] for task in gate.result["tasks"]} == {0.4}
    assert gate.result["overall"]["margin"] == 0.1


def test_against_ratcheting_the_golden_policy_must_be_reached_too(gate, make_run):
    # Each release may be a little worse than the last: the baseline already is.
    worse = {"spoon": [i % 2 for i in range(200)]}
    make_run("golden", {"spoon": [1] * 200})
    gate.between(worse, worse, "golden=golden", "margin=0.3", "golden_margin=0.1")

    assert gate.verdict == ("FAIL", 1)
    assert gate.result["overall"]["verdict"] == "PASS"
    assert gate.result["golden"]["verdict"] == "FAIL"
    assert "golden policy" in gate.result["reason"]


def test_a_candidate_as_good_as_both_passes_against_both(gate, make_run):
    make_run("golden", ALL)
    gate.between(ALL, ALL, "golden=golden")

    assert gate.verdict == ("PASS", 0)
    assert (gate.result["golden"]["verdict"], gate.result["golden"]["against"]) == (
        "PASS",
        "golden",
    )


def test_rounds_take_one_pair_of_each_task(gate):
    candidate = {task: [i % 6 != 0 for i in range(24)] for task in ALL}
    gate.between(candidate, ALL, "unit=round", "margin=0.3")
    path = gate.result["path"]
    seen = differences(gate, candidate, ALL)

    for unit in gate.plan["units"]:
        assert sorted(EpisodeKey.parse(cell[0]).task for cell in unit) == sorted(ALL)
    assert gate.result["units_planned"] == 24
    assert set(seen) <= {0.0, -0.25, -0.5, -0.75, -1.0}
    assert path[-1]["e_pass"] == pytest.approx(by_hand(seen[: len(path)], 0.3)[0])
    assert gate.result["characteristics"]["exact"] is False


def test_rounds_weigh_tasks_as_declared(gate):
    candidate, baseline = {"a": [0] * 40, "b": [1] * 40}, {"a": [1] * 40, "b": [1] * 40}
    gate.between(candidate, baseline, "unit=round", "weights={a:3,b:1}", "veto=false")
    first = next(n for n in range(1, 41) if by_hand([-0.75] * n, 0.1)[1] >= 20)

    assert gate.verdict == ("FAIL", 1)
    assert gate.result["units_used"] == first
    assert gate.result["overall"]["difference"] == pytest.approx(-0.75)


def test_tasks_of_unequal_size_end_their_rounds_with_the_smallest(gate):
    outcomes = {"a": [1] * 5, "b": [1] * 9}
    gate.between(outcomes, outcomes, "unit=round")

    assert gate.result["units_planned"] == 5


def test_identical_repeats_are_never_more_pairs(gate):
    outcomes = {"spoon": [(1, 1)] * 30}
    gate.between(outcomes, outcomes, copies=True)

    assert gate.verdict == ("INCONCLUSIVE", 3)
    assert (gate.result["units_planned"], gate.result["pairs_planned"]) == (30, 60)
    assert any("repeats are no new evidence" in note for note in gate.result["notes"])


def test_seeds_as_pairs_of_their_own_are_refused_where_they_copy(gate):
    outcomes = {"spoon": [(1, 1)] * 30}
    gate.between(outcomes, outcomes, "repeats=separate", copies=True)
    assert gate.verdict == ("ERROR", 4)
    assert "copies, not new pairs" in gate.result["reason"]


def test_seeds_as_pairs_of_their_own_count_where_they_differ(gate):
    outcomes = {"spoon": [(1, 1)] * 30}
    gate.between(outcomes, outcomes, "repeats=separate", copies=False)
    assert gate.verdict == ("PASS", 0)
    assert gate.result["units_used"] == 44
    assert any("these initial conditions only" in note for note in gate.result["notes"])


def test_seeds_as_pairs_need_step_files(gate):
    outcomes = {"spoon": [(1, 1)] * 30}
    gate.between(outcomes, outcomes, "repeats=separate")
    assert gate.verdict == ("ERROR", 4)
    assert "step files are missing" in gate.result["reason"]


def test_averaged_seeds_make_fractions(gate):
    candidate, baseline = {"spoon": [(1, 0)] * 40}, {"spoon": [(1, 1)] * 40}
    gate.between(candidate, baseline, copies=False)
    first = next(n for n in range(1, 41) if by_hand([-0.5] * n, 0.1)[1] >= 20)

    assert gate.verdict == ("FAIL", 1)
    assert gate.result["units_used"] == first


def test_most_pairs_are_the_first_of_the_order(gate):
    gate.between(ALL, ALL, "pairs=50")
    whole = gate.plan["units"]
    assert len(whole) == 50
    gate.run("candidate=candidate", "baseline=baseline", "out=all")
    import json

    everything = json.loads((gate.root / "all" / "plan.json").read_text())["plan"]["units"]
    assert everything[:50] == whole
