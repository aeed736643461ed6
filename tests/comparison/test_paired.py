from __future__ import annotations

import math

import numpy as np
import pytest

from simeval.comparison.compare import compare_runs
from simeval.comparison.macro import mean_over_tasks
from simeval.stats import Interval, tango_interval


def mcnemar_by_counting(a_only: int, b_only: int) -> float:
    """Add up the chances of every split of the discordant pairs at least as uneven."""
    total = a_only + b_only
    tail = sum(math.comb(total, wins) for wins in range(min(a_only, b_only) + 1))
    return min(1.0, 2 * tail / 2**total)


def pairs(both: int, only_a: int, only_b: int, neither: int) -> tuple[list[int], list[int]]:
    a = [1] * both + [1] * only_a + [0] * only_b + [0] * neither
    b = [1] * both + [0] * only_a + [1] * only_b + [0] * neither
    return a, b


def compared(make_run, tables: dict[str, tuple[int, int, int, int]], **options):
    outcomes = {task: pairs(*table) for task, table in tables.items()}
    a = make_run("a", {task: found[0] for task, found in outcomes.items()})
    b = make_run("b", {task: found[1] for task, found in outcomes.items()})
    return compare_runs(str(a.root), str(b.root), **options)


def test_counts_and_tests_of_one_task(make_run):
    found = compared(make_run, {"task": (9, 6, 1, 4)})
    [task] = found.tasks

    assert (task.both, task.only_a, task.only_b, task.neither) == (9, 6, 1, 4)
    assert (task.a.successes, task.a.trials, task.b.successes) == (15, 20, 10)
    assert task.difference.estimate == 0.25
    # 2 (1 + 7) / 2^7.
    assert task.difference.p_value == pytest.approx(0.125)
    assert task.difference.mid_p == pytest.approx(0.125 - 7 / 128)
    # Beta(7, 2) above 1/2: 1 - (1 + 8) / 2^8.
    assert task.difference.probability_a_better == pytest.approx(1 - 9 / 256)


def test_wilson_and_tango_ends_solve_their_equations(make_run):
    [task] = compared(make_run, {"task": (9, 6, 1, 4)}).tasks
    quantile = 1.959963984540054
    for end in (task.a.low, task.a.high):
        assert abs(15 / 20 - end) == pytest.approx(quantile * math.sqrt(end * (1 - end) / 20))
    for end, sign in ((task.difference.low, 1), (task.difference.high, -1)):
        # The restricted estimate of P(only b) maximises the likelihood at this difference.
        shares = np.linspace(max(0.0, -end) + 1e-9, (1 - end) / 2 - 1e-9, 400_001)
        likelihood = 6 * np.log(shares + end) + np.log(shares) + 13 * np.log(1 - 2 * shares - end)
        share = shares[likelihood.argmax()]
        score = (5 - 20 * end) / math.sqrt(20 * (2 * share + end * (1 - end)))
        assert score == pytest.approx(sign * quantile, abs=1e-3)


def test_tasks_are_corrected_together_and_the_discordant_pairs_of_all_are_tested(make_run):
    tables = {"first": (10, 8, 0, 2), "second": (10, 6, 1, 3), "third": (12, 2, 3, 3)}
    found = compared(make_run, tables)
    p = [mcnemar_by_counting(8, 0), mcnemar_by_counting(6, 1), mcnemar_by_counting(2, 3)]

    assert [task.difference.p_value for task in found.tasks] == pytest.approx(p)
    assert [task.difference.p_holm for task in found.tasks] == pytest.approx(
        [3 * p[0], max(3 * p[0], 2 * p[1]), 1.0]
    )
    assert found.overall.difference.p_value == pytest.approx(mcnemar_by_counting(16, 4))
    assert (found.overall.only_a, found.overall.only_b) == (16, 4)
    assert found.overall.difference.estimate == pytest.approx((8 + 5 - 1) / 60)


def test_each_task_counts_the_same_whatever_its_number_of_episodes(make_run):
    found = compared(make_run, {"long": (30, 0, 0, 10), "short": (0, 4, 0, 0)})

    assert found.overall.difference.estimate == pytest.approx(0.5)
    assert found.overall.macro_a.rate == pytest.approx((0.75 + 1) / 2)
    assert found.overall.a.successes == 34


def test_policies_that_never_differ_still_have_an_interval(make_run):
    found = compared(make_run, {"one": (24, 0, 0, 0), "two": (0, 0, 0, 24)})
    [one, two] = found.tasks
    # 24 agreeing pairs leave a difference of z²/(n + z²) possible.
    reach = 1.959963984540054**2 / (24 + 1.959963984540054**2)

    assert one.difference.high == pytest.approx(reach)
    assert two.difference.low == pytest.approx(-reach)
    assert found.overall.difference.high == pytest.approx(reach / math.sqrt(2))
    assert found.overall.difference.p_value == 1.0
    assert found.overall.difference.probability_a_better == pytest.approx(0.5)


def test_the_interval_of_the_mean_over_tasks_covers():
    rng = np.random.default_rng(5)
    cells = np.array([[0.0, 0.1, 0.9], [0.2, 0.05, 0.75], [0.3, 0.3, 0.4], [0.02, 0.0, 0.98]])
    truth = float((cells[:, 0] - cells[:, 1]).mean())
    covered = 0
    for _ in range(800):
        counts = [rng.multinomial(24, cell) for cell in cells]
        estimates = [float(up - down) / 24 for up, down, _ in counts]
        intervals = [
            tango_interval(new_only=int(up), base_only=int(down), pairs=24)
            for up, down, _ in counts
        ]
        _, (low, high) = mean_over_tasks(estimates, intervals, bounds=(-1.0, 1.0))
        covered += low <= truth <= high

    # Nominal 0.95; the error of the simulation is 0.008.
    assert 0.93 <= covered / 800 <= 0.995


def test_the_mean_over_tasks_stays_in_its_bounds():
    mean, interval = mean_over_tasks([0.9, -0.9], [Interval(-1.0, 1.0)] * 2, bounds=(-0.5, 0.5))
    assert (mean, interval) == (0.0, Interval(-0.5, 0.5))


def test_lost_episodes_leave_pairs_out_and_show_what_they_could_change(make_run):
    a = make_run("a", {"task": [1, 1, None, 1, 0, None, "-"]})
    b = make_run("b", {"task": [1, 0, 1, None, 0, None, 1]})
    found = compare_runs(str(a.root), str(b.root))
    [task] = found.tasks

    assert (task.pairs, task.only_a, task.only_b) == (3, 1, 0)
    assert (task.unscored.pairs, task.unscored.lost_a, task.unscored.lost_b) == (3, 2, 2)
    # Of six finished pairs: A solved 3 and lost 2, B solved 2 and lost 2.
    assert task.unscored.worst_difference == pytest.approx((3 - 4) / 6)
    assert task.unscored.best_difference == pytest.approx((5 - 2) / 6)
    assert (task.not_run_a, task.not_run_b) == (1, 0)
    assert any("A has not finished 1" in note for note in found.notes)


def test_discordant_pairs_are_listed_with_the_films_that_exist(make_run, tmp_path):
    a, b = make_run("a", {"task": [1, 0, 1]}), make_run("b", {"task": [0, 1, 1]})
    [first] = [key for key in a.records() if key.episode_id == 0]
    text = a.journal_file.read_text()
    a.journal_file.write_text(
        text.replace(
            '"video_file": null',
            f'"video_file": "videos/{first}.mp4", "strip_file": "videos/{first}.jpg"',
            1,
        ).replace('"strip_file": null, ', "", 1)
    )
    a.video_file(first).parent.mkdir()
    a.video_file(first).write_bytes(b"film")
    [lost, won] = compare_runs(str(a.root), str(b.root)).discordant

    assert (lost.solved_by, lost.episode_id) == ("B", 1)
    assert (won.solved_by, won.episode_id, won.key_a) == ("A", 0, str(first))
    assert won.video_a == str(a.video_file(first))
    assert (won.strip_a, won.video_b, lost.video_a) == (None, None, None)
