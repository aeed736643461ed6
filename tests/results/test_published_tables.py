from __future__ import annotations

import subprocess
import sys
from collections import defaultdict

import pytest

from simeval.errors import UnknownNameError
from simeval.results.published_tables import load_published, published_values
from simeval.results.published_value import (
    COLUMNS,
    PublishedTableError,
    PublishedValue,
    parse_row,
)
from simeval.results.vocabulary import BENCHMARKS, RATE_METRICS, SETTINGS

EVERYTHING = [value for name in BENCHMARKS for value in published_values(name)]


def half_a_digit(value: PublishedValue) -> float:
    return 0.5 * 10.0**-value.decimals + 1e-9


@pytest.mark.parametrize("benchmark", BENCHMARKS)
def test_counts_give_the_printed_rate(benchmark: str) -> None:
    counted = [
        value
        for value in published_values(benchmark)
        if value.metric in ("success", "grasp") and value.successes is not None
    ]
    assert counted or benchmark == "roboarena"
    for value in counted:
        gap = abs(value.rate - value.value)
        if value.corrected:
            assert half_a_digit(value) < gap < 0.01, value
        else:
            assert gap <= half_a_digit(value), value


def test_derived_counts_are_the_only_ones_that_fit() -> None:
    for value in EVERYTHING:
        if value.counts != "derived" or value.corrected or value.successes is None:
            continue
        assert value.trials is not None
        fitting = [
            successes
            for successes in range(value.trials + 1)
            if abs(successes / value.trials - value.value) <= half_a_digit(value)
        ]
        assert fitting == [value.successes], value


def test_rates_without_a_fitting_count_carry_none() -> None:
    flagged = [value for value in EVERYTHING if value.flag == "not_a_multiple"]
    assert len(flagged) == 5
    assert all(value.successes is None and value.trials is None for value in flagged)


@pytest.mark.parametrize(
    ("setting", "per_orientation"), [("real", 25), ("visual_matching", 100), ("variant", 225)]
)
def test_can_average_sums_its_orientations(setting: str, per_orientation: int) -> None:
    setting = "variant_aggregation" if setting == "variant" else setting
    counts: dict[str, dict[str, PublishedValue]] = defaultdict(dict)
    for value in published_values("simpler"):
        main = value.edition == "paper" and not value.variant
        if main and value.setting == setting and value.metric == "success":
            counts[value.policy][value.task] = value
    parts = [
        f"google_robot_pick_{name}_coke_can" for name in ("horizontal", "vertical", "standing")
    ]
    checked = 0
    for policy, tasks in counts.items():
        if parts[0] not in tasks:
            continue
        average = tasks["google_robot_pick_coke_can"]
        if setting == "variant_aggregation" and policy == "rt-2-x":
            assert average.successes is None
            continue
        assert average.successes == sum(tasks[part].successes or 0 for part in parts)
        assert average.trials == sum(tasks[part].trials or 0 for part in parts)
        if policy != "octo-base":
            assert tasks[parts[0]].trials == per_orientation
        checked += 1
    assert checked >= 5


@pytest.mark.parametrize("setting", ["real", "visual_matching", "variant_aggregation"])
def test_drawer_average_sums_opening_and_closing(setting: str) -> None:
    rows = {
        (value.policy, value.task): value
        for value in published_values("simpler")
        if value.setting == setting
        and value.metric == "success"
        and value.edition == "paper"
        and not value.variant
    }
    checked = 0
    for (policy, task), average in rows.items():
        if task != "google_robot_drawer_average" or average.successes is None:
            continue
        parts = [rows[policy, f"google_robot_{verb}_drawer"] for verb in ("open", "close")]
        assert average.successes == sum(part.successes or 0 for part in parts)
        assert average.trials == sum(part.trials or 0 for part in parts)
        checked += 1
    assert checked >= 5


def test_known_misprints_are_corrected() -> None:
    corrected = {
        (value.setting, value.policy, value.task.removeprefix("google_robot_"), value.value): (
            value.successes,
            value.trials,
        )
        for value in EVERYTHING
        if value.flag == "misprint"
    }
    assert corrected == {
        ("visual_matching", "rt-1-x", "close_drawer", 0.891): (97, 108),
        ("variant_aggregation", "rt-1-15pct", "pick_vertical_coke_can", 0.704): (159, 225),
    }


def test_zeros_of_a_stopped_evaluation_are_not_counted_as_trials() -> None:
    stopped = [value for value in EVERYTHING if value.flag == "stopped_early"]
    assert {(value.policy, value.setting) for value in stopped} == {("rt-1-begin", "real")}
    assert len(stopped) == 3
    assert all(value.trials is None for value in stopped)


def test_every_flag_is_explained_and_every_row_has_a_source() -> None:
    assert all(value.note for value in EVERYTHING if value.flag)
    assert all(value.source for value in EVERYTHING)
    assert {value.setting for value in EVERYTHING} == set(SETTINGS)


def test_frame_has_one_row_per_number() -> None:
    frame = load_published()
    assert len(frame) == len(EVERYTHING)
    assert not frame.duplicated(
        ["benchmark", "task", "setting", "variant", "policy", "metric", "edition"]
    ).any()
    assert str(frame["successes"].dtype) == "Int64"
    rates = frame[frame["metric"].isin(list(RATE_METRICS))]
    assert rates["value"].between(0, 1).all()


def test_frame_filters_by_every_argument() -> None:
    frame = load_published(
        benchmark="autoeval",
        task="autoeval_eggplant_to_sink",
        setting="real",
        policy="open-pi0",
        metric="success",
        variant="",
        edition="paper",
    )
    (row,) = frame.to_dict("records")
    assert (row["successes"], row["trials"], row["value"]) == (47, 50, 0.94)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (
            {"benchmark": "simplar"},
            r"Unknown published benchmark 'simplar'\. Did you mean 'simpler",
        ),
        ({"task": "widowx_stack_cubes"}, r"Did you mean 'widowx_stack_cube'\?"),
        ({"setting": "visual_match"}, r"Unknown published setting .* 'visual_matching'\?"),
        ({"metric": "sucess"}, r"Unknown published metric 'sucess'\. Did you mean 'success'\?"),
        ({"benchmark": "autoeval", "policy": "rt-1-x"}, r"Known: \*, minivla, octo, open-pi0"),
    ],
)
def test_unknown_names_are_told_with_the_known_ones(names: dict[str, str], message: str) -> None:
    with pytest.raises(UnknownNameError, match=message):
        load_published(**names)


GOOD_ROW = dict.fromkeys(COLUMNS, "") | {
    "task": "t",
    "setting": "real",
    "policy": "p",
    "metric": "success",
    "value": "0.500",
    "successes": "1",
    "trials": "2",
    "counts": "stated",
    "edition": "paper",
    "source": "Table 1",
}


def test_printed_digits_are_kept() -> None:
    assert parse_row("simpler", 2, GOOD_ROW).decimals == 3


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"setting": "reel"}, "setting"),
        ({"metric": "succes"}, "metric"),
        ({"edition": "book"}, "edition"),
        ({"flag": "odd"}, "flag"),
        ({"flag": "disputed"}, "note"),
        ({"value": "1.2"}, "value"),
        ({"value": "n/a"}, "value"),
        ({"successes": "3"}, "successes"),
        ({"counts": ""}, "counts"),
        ({"trials": "", "successes": ""}, "counts"),
        ({"flag": "misprint", "note": "why", "successes": ""}, "successes"),
        ({"source": ""}, "source"),
    ],
)
def test_rows_that_break_a_rule_do_not_load(change: dict[str, str], column: str) -> None:
    with pytest.raises(PublishedTableError, match=rf"line 7, column '{column}'"):
        parse_row("simpler", 7, GOOD_ROW | change)


def test_importing_loads_no_data_library() -> None:
    modules = ("published_tables", "published_pairs", "real_results", "real_template")
    names = [f"simeval.results.{module}" for module in modules]
    code = (
        f"import importlib, sys; [importlib.import_module(name) for name in {names}];"
        "print(*[name for name in ('pandas', 'pyarrow', 'numpy') if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == ""
