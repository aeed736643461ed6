from __future__ import annotations

import numpy as np
import pytest

ONE = {"a": (36, 40), "b": (22, 40), "c": (10, 40), "d": (3, 40)}
TWO = {"a": (30, 40), "b": (34, 40), "c": (1, 40), "d": (20, 40)}
REAL_ONE = {"a": (40, 50), "b": (31, 50), "c": (14, 50), "d": (1, 50)}
REAL_TWO = {"a": (20, 25), "b": (12, 25), "c": (4, 25), "d": (8, 25)}


def rates(*tables: dict[str, tuple[int, int]]) -> np.ndarray:
    return np.mean([[k / n for k, n in table.values()] for table in tables], axis=0)


@pytest.fixture
def document(correlation, trials) -> dict:
    sim = trials("sim.csv", {"one": ONE, "two": TWO})
    real = trials("real.csv", {"one": REAL_ONE, "two": REAL_TWO})
    return correlation(f"sim={sim}", f"real={real}")


def test_average_is_of_coefficients_within_tasks(document):
    (group,) = document["groups"]
    within = [task["pearson"]["value"] for task in document["tasks"]]

    assert group["tasks"] == ["one", "two"]
    assert group["average"]["pearson"] == {
        "mean": pytest.approx(np.mean(within)),
        "lowest": min(within),
        "highest": max(within),
        "tasks": 2,
    }


def test_suite_is_of_the_mean_rate_of_each_policy(document):
    suite = document["groups"][0]["suite"]
    sim, real = rates(ONE, TWO), rates(REAL_ONE, REAL_TWO)

    assert suite["policies"] == ["a", "b", "c", "d"]
    assert suite["pearson"]["value"] == pytest.approx(np.corrcoef(sim, real)[0, 1])
    assert suite["bias"]["value"] == pytest.approx(np.mean(sim - real))
    assert [point["sim"]["rate"] for point in suite["points"]] == pytest.approx(list(sim))
    # Four policies are four points, not eight.
    assert len(suite["points"]) == 4


def test_suite_interval_counts_both_tasks(document):
    suite = document["groups"][0]["suite"]
    side = suite["points"][0]["sim"]
    within = [task["points"][0]["sim"] for task in document["tasks"]]
    below = np.hypot(*(task["rate"] - task["low"] for task in within)) / 2

    assert side["low"] == pytest.approx(side["rate"] - below)
    assert suite["sim_trials"][0] == 80


def test_a_task_with_other_policies_is_not_mixed_in(correlation, trials):
    sim = trials("sim.csv", {"one": ONE, "two": TWO, "three": ONE})
    some = {name: counts for name, counts in REAL_TWO.items() if name != "d"}
    real = trials("real.csv", {"one": REAL_ONE, "two": some, "three": REAL_ONE})
    document = correlation(f"sim={sim}", f"real={real}")
    groups = {tuple(group["tasks"]): group for group in document["groups"]}

    assert set(groups) == {("one", "three"), ("two",)}
    assert groups["two",]["suite"] is None
    two = document["tasks"][1]
    assert two["left_out"] == [{"name": "d", "why": "no real trials on this task"}]


def test_equal_means_from_other_tasks_tie(correlation, trials):
    # 0.1 + 0.2 + 0.3 and 0.3 + 0.2 + 0.1 differ in the last bit of a sum of floats.
    tables = [{"a": (x, 10), "b": (y, 10), "c": (9, 10)} for x, y in ((1, 3), (2, 2), (3, 1))]
    tasks = dict(zip(("x", "y", "z"), tables, strict=True))
    sim, real = trials("s.csv", tasks), trials("r.csv", tasks)
    suite = correlation(f"sim={sim}", f"real={real}")["groups"][0]["suite"]

    assert suite["points"][0]["sim"]["rate"] == suite["points"][1]["sim"]["rate"]
    assert suite["mmrv"]["sign_value"] == 0.0


def test_an_undefined_task_leaves_the_average(correlation, trials):
    flat = dict.fromkeys(ONE, (5, 10))
    sim = trials("sim.csv", {"one": ONE, "two": flat})
    real = trials("real.csv", {"one": REAL_ONE, "two": REAL_TWO})
    document = correlation(f"sim={sim}", f"real={real}")
    average = document["groups"][0]["average"]["pearson"]

    assert average["tasks"] == 1
    assert average["mean"] == document["tasks"][0]["pearson"]["value"]


def test_training_runs_count_once(correlation, trials):
    policies = {f"p{i}": (2 + 4 * i, 40) for i in range(8)}
    real = {f"p{i}": (1 + 5 * i + (-1) ** i, 60) for i in range(8)}
    files = (f"sim={trials('s.csv', {'t': policies})}", f"real={trials('r.csv', {'t': real})}")
    alone = correlation(*files)["tasks"][0]
    grouped = correlation(*files, "groups={p0: x, p1: x, p2: x, p3: y, p4: y}")["tasks"][0]

    assert (alone["training_runs"], grouped["training_runs"]) == (8, 5)
    assert alone["pearson"]["new_policies_method"] == "fisher"
    assert grouped["pearson"]["new_policies_method"] == "bootstrap"
    assert [point["training_run"] for point in grouped["points"]][:4] == ["x", "x", "x", "y"]
    assert any("suffice for a claim" in claim for claim in alone["claims"])
    assert any("Too little for a claim" in claim for claim in grouped["claims"])
    three = correlation(*files, "groups={p0: x, p1: x, p2: x, p3: y, p4: y, p5: y, p6: z, p7: z}")
    r = three["tasks"][0]["pearson"]
    assert r["new_policies"] is None
    assert "here 3 training runs" in r["why_no_new_policies"]
