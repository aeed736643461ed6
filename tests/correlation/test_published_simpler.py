"""The coefficients of X. Li et al. (2024), arXiv:2405.05941, out of the command line."""

from __future__ import annotations

import json

import pytest

from simeval.cli.main import main

G, W = "google_robot_", "widowx_"
# Tables IV and V: MMRV and Pearson's r as printed.
VISUAL_MATCHING = {
    f"{G}pick_horizontal_coke_can": (0.027, 0.981),
    f"{G}pick_vertical_coke_can": (0.027, 0.964),
    f"{G}pick_standing_coke_can": (0.053, 0.942),
    f"{G}pick_coke_can": (0.031, 0.976),
    f"{G}move_near": (0.111, 0.855),
    f"{G}open_drawer": (0.000, 0.983),
    f"{G}close_drawer": (0.123, 0.768),
    f"{G}drawer_average": (0.055, 0.915),
    f"{G}place_apple_in_closed_top_drawer": (0.000, 0.969),
    f"{W}spoon_on_towel": (0.000, 0.827),
    f"{W}carrot_on_plate": (0.111, 0.575),
    f"{W}stack_cube": (0.000, 1.000),
    f"{W}put_eggplant_in_basket": (0.000, 0.990),
}
VARIANT_AGGREGATION = {
    f"{G}pick_horizontal_coke_can": (0.093, 0.947),
    f"{G}pick_vertical_coke_can": (0.133, 0.937),
    f"{G}pick_standing_coke_can": (0.140, 0.933),
    f"{G}pick_coke_can": (0.084, 0.960),
    f"{G}move_near": (0.111, 0.887),
    f"{G}open_drawer": (0.303, 0.629),
    f"{G}close_drawer": (0.321, 0.613),
    f"{G}drawer_average": (0.321, 0.737),
    f"{G}place_apple_in_closed_top_drawer": (0.148, 0.235),
}
GRASP = {
    f"{W}spoon_on_towel": (0.000, 0.778),
    f"{W}carrot_on_plate": (0.000, 0.995),
    f"{W}stack_cube": (0.000, 0.964),
    f"{W}put_eggplant_in_basket": (0.000, 0.995),
}
# Places where the printed value does not round from the exact counts.
EXPLAINED = {
    "visual_matching": {
        (f"{G}move_near", "pearson"): "Rounding",
        (f"{G}close_drawer", "pearson"): "97/108",
        (f"{G}drawer_average", "mmrv"): "Rounding",
        (f"{W}spoon_on_towel", "pearson"): "Rounding",
        (f"{W}carrot_on_plate", "pearson"): "rounding matters",
        (f"{W}put_eggplant_in_basket", "pearson"): "repository",
    },
    "variant_aggregation": {
        (f"{G}open_drawer", "mmrv"): "Rounding",
        (f"{G}drawer_average", "pearson"): "Rounding",
        (f"{G}place_apple_in_closed_top_drawer", "pearson"): "from the counts",
    },
}
TABLE_1 = {
    "visual_matching": {"drawer_average": (0.027, 0.942), "average": (0.056, 0.924)},
    "variant_aggregation": {"drawer_average": (0.235, 0.486), "average": (0.143, 0.778)},
}
ROUNDING = {"mmrv": 0.0006, "pearson": 0.003}


@pytest.fixture(scope="module")
def documents():
    """One document per setting and metric, each made once."""
    found = {}

    def get(setting: str, metric: str, capsys) -> dict:
        if (setting, metric) not in found:
            arguments = ["sim=published", "real=published", f"setting={setting}"]
            assert main(["correlate", *arguments, f"metric={metric}", "--json"]) == 0
            found[setting, metric] = json.loads(capsys.readouterr().out)
        return found[setting, metric]

    return get


CASES = [
    (setting, metric, task, *printed)
    for setting, metric, table in (
        ("visual_matching", "success", VISUAL_MATCHING),
        ("variant_aggregation", "success", VARIANT_AGGREGATION),
        ("visual_matching", "grasp", GRASP),
    )
    for task, printed in table.items()
]


@pytest.mark.parametrize(("setting", "metric", "task", "mmrv", "r"), CASES)
def test_coefficients_as_printed(setting, metric, task, mmrv, r, documents, capsys):
    document = documents(setting, metric, capsys)
    entry = next(entry for entry in document["tasks"] if entry["task"] == task)

    assert entry["mmrv"]["value"] == pytest.approx(mmrv, abs=ROUNDING["mmrv"])
    assert entry["pearson"]["value"] == pytest.approx(r, abs=ROUNDING["pearson"])
    printed = {
        item["coefficient"]: item
        for item in document["printed"]
        if item["task"] == task and item["source"].endswith(("Table IV", "Table V"))
    }
    assert (printed["mmrv"]["printed"], printed["pearson"]["printed"]) == (mmrv, r)
    for name in ("mmrv", "pearson"):
        assert printed[name]["reproduced"]
        assert printed[name]["ours"] == pytest.approx(entry[name]["value"])


def test_every_published_task_is_there(documents, capsys):
    for setting, table in (
        ("visual_matching", VISUAL_MATCHING),
        ("variant_aggregation", VARIANT_AGGREGATION),
    ):
        tasks = [entry["task"] for entry in documents(setting, "success", capsys)["tasks"]]
        assert set(tasks) == set(table)


@pytest.mark.parametrize("setting", list(EXPLAINED))
def test_what_does_not_round_to_the_printed_value_is_explained(setting, documents, capsys):
    document = documents(setting, "success", capsys)
    for item in document["printed"]:
        if round(item["ours"], 3) != item["printed"]:
            assert item["explanation"], item
    for (task, coefficient), words in EXPLAINED[setting].items():
        entries = [
            item["explanation"]
            for item in document["printed"]
            if (item["task"], item["coefficient"]) == (task, coefficient)
        ]
        assert any(words in text for text in entries), (task, entries)


def test_the_misprinted_rate_of_the_close_drawer_gives_another_coefficient(documents, capsys):
    entry = next(
        item
        for item in documents("visual_matching", "success", capsys)["printed"]
        if (item["task"], item["coefficient"]) == (f"{G}close_drawer", "pearson")
    )

    assert entry["ours"] == pytest.approx(0.7683, abs=5e-5)
    assert entry["from_printed_rates"] == pytest.approx(0.7712, abs=5e-5)


@pytest.mark.parametrize("setting", list(TABLE_1))
def test_table_1_does_not_follow_and_says_so(setting, documents, capsys):
    printed = [
        item
        for item in documents(setting, "success", capsys)["printed"]
        if item["source"].endswith("Table I")
    ]
    for task, (mmrv, r) in TABLE_1[setting].items():
        entries = {item["coefficient"]: item for item in printed if item["task"] == G + task}
        assert (entries["mmrv"]["printed"], entries["pearson"]["printed"]) == (mmrv, r)
        for entry in entries.values():
            assert not entry["reproduced"]
            assert "not follow from" in entry["explanation"]
    assert len(printed) == 4


def test_figure_7_averages_grasp_and_success_of_four_tasks(documents, capsys):
    for metric in ("success", "grasp"):
        found = {
            item["coefficient"]: item
            for item in documents("visual_matching", metric, capsys)["printed"]
            if item["task"] == "widowx_average"
        }
        assert (found["mmrv"]["printed"], found["pearson"]["printed"]) == (0.014, 0.890)
        assert found["mmrv"]["ours"] == pytest.approx(0.014, abs=5e-4)
        assert found["pearson"]["ours"] == pytest.approx(0.890, abs=5e-4)


def test_the_papers_eggplant_gives_what_its_own_table_does_not_print(correlation):
    arguments = ("sim=published", "real=published", "tasks=[widowx_put_eggplant_in_basket]")
    document = correlation(*arguments, "edition=paper")
    entry = next(item for item in document["printed"] if item["coefficient"] == "pearson")

    assert entry["ours"] == pytest.approx(0.9701, abs=5e-4)
    assert not entry["reproduced"]
    assert "repository" in entry["explanation"]


def test_autoeval_prints_the_mean_over_its_tasks(correlation):
    arguments = ("sim=published", "real=published", "benchmark=autoeval")
    document = correlation(*arguments, "setting=auto_eval")
    found = {item["coefficient"]: item["ours"] for item in document["printed"]}
    (group,) = document["groups"]

    assert found["pearson"] == pytest.approx(0.942, abs=5e-4)
    assert found["mmrv"] == pytest.approx(0.015, abs=5e-4)
    assert group["average"]["pearson"]["mean"] == pytest.approx(found["pearson"])


def test_checkpoints_of_one_training_count_once(documents, capsys):
    document = documents("visual_matching", "success", capsys)
    coke = next(entry for entry in document["tasks"] if entry["task"] == f"{G}pick_coke_can")

    assert (len(coke["policies"]), coke["training_runs"]) == (6, 4)
    assert coke["pearson"]["new_policies_method"] == "bootstrap"
    assert "count as 4" in coke["claims"][0]


def test_without_groups_the_interval_is_fishers(correlation):
    document = correlation(
        "sim=published", "real=published", f"tasks=[{G}pick_coke_can]", "groups={}"
    )
    r = document["tasks"][0]["pearson"]

    # From the counts; z = atanh(0.97555), ± 1.96/sqrt(3).
    assert r["new_policies_method"] == "fisher"
    assert r["new_policies"] == pytest.approx([0.7873, 0.9974], abs=5e-5)


def test_unknown_real_trials_give_no_interval_but_a_reason(documents, capsys):
    document = documents("visual_matching", "success", capsys)
    drawer = next(entry for entry in document["tasks"] if entry["task"] == f"{G}open_drawer")

    assert drawer["real_trials"][drawer["policies"].index("rt-1-begin")] is None
    assert drawer["pearson"]["value"] == pytest.approx(0.983, abs=5e-4)
    assert drawer["pearson"]["these_policies"] is None
    assert "rt-1-begin (real)" in drawer["pearson"]["why_no_these_policies"]
    assert drawer["mmrv"]["noise_floor_95"] is None
    assert any("stopped" in note for note in drawer["notes"])


def test_leaving_that_policy_out_gives_them(correlation):
    policies = "rt-1-converged,rt-1-15pct,rt-1-x,rt-2-x,octo-base"
    document = correlation(
        "sim=published",
        "real=published",
        f"tasks=[{G}open_drawer]",
        f"policies=[{policies}]",
        "groups={}",
    )
    entry = document["tasks"][0]

    assert len(entry["policies"]) == 5
    assert entry["pearson"]["these_policies"] is not None
    # Printed coefficients are over six policies.
    assert document["printed"] == []


def test_google_and_widowx_are_not_mixed(documents, capsys):
    google, widowx = documents("visual_matching", "success", capsys)["groups"]

    assert len(google["policies"]) == 6 and len(widowx["policies"]) == 3
    assert all(task.startswith(W) for task in widowx["tasks"])
    # The means over orientations and drawers stand for their parts.
    assert google["tasks"] == [
        f"{G}pick_coke_can",
        f"{G}move_near",
        f"{G}drawer_average",
        f"{G}place_apple_in_closed_top_drawer",
    ]


def test_parts_stand_alone_without_their_mean(correlation):
    tasks = f"{G}open_drawer,{G}close_drawer"
    document = correlation("sim=published", "real=published", f"tasks=[{tasks}]")

    assert [entry["part_of"] for entry in document["tasks"]] == [None, None]
    assert document["groups"][0]["tasks"] == [f"{G}open_drawer", f"{G}close_drawer"]


def test_kruskal_wallis_of_the_coke_can(correlation):
    document = correlation("sim=published", "real=published", f"tasks=[{G}pick_coke_can]")
    points = {point["policy"]: point for point in document["tasks"][0]["points"]}

    # scipy.stats.kruskal of 0/1 trials: 257 of 300 against 64 of 75, and 213 against 69.
    assert points["rt-1-converged"]["kruskal_p"] == pytest.approx(0.9414, abs=5e-4)
    assert points["rt-1-15pct"]["kruskal_p"] == pytest.approx(0.00017, abs=5e-5)
