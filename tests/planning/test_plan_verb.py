from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from simeval.cli.main import main
from simeval.stats import paired_power, pairs_needed


def planned(capsys, *arguments: str) -> dict:
    assert main(["plan", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def shown(capsys, *arguments: str) -> str:
    assert main(["plan", *arguments]) == 0
    return capsys.readouterr().out


# One-sided alpha 0.05 and 80 % power, as published: unpaired, and pairs at 10 and 20 % discordant.
@pytest.mark.parametrize(
    ("rate", "margin", "unpaired", "paired"),
    [
        (0.5, 0.05, 1237, [248, 495]),
        (0.5, 0.1, 310, [62, 124]),
        (0.8, 0.05, 792, [248, 495]),
        (0.8, 0.1, 198, [62, 124]),
    ],
)
def test_published_sizes(capsys, rate, margin, unpaired, paired):
    arguments = (f"rate={rate}", f"margin={margin}", "pairs_max=1", "policies=2")
    size = planned(capsys, *arguments)["comparisons"][0]

    assert (size["claim"], size["size"], size["tasks"]) == ("not_worse", margin, 1)
    assert size["unpaired_per_policy"] == unpaired
    assert [item["pairs"] for item in size["paired"]] == paired
    line = next(line for line in shown(capsys, *arguments).splitlines() if "not worse" in line)
    assert re.findall(r"(\d+) \(", line) == [str(n) for n in (unpaired, *paired)]
    power = paired_power(pairs=paired[0], discordant_rate=0.1, margin=margin)
    assert size["paired"][0]["power"] == power
    assert f"{paired[0]} ({100 * power:.0f} %)" in line


# PASS, FAIL, INCONCLUSIVE and mean pairs, margin 0.1 and at most 200 pairs, as published.
GATE = {
    (0.0, 0.0): (1.0, 0.0, 0.0, 44),
    (0.1, 0.1): (0.721, 0.0001, 0.279, 123.1),
    (0.0, 0.1): (0.0269, 0.0155, 0.958, 195.5),
    (0.05, 0.15): (0.0290, 0.0251, 0.946, 193.1),
    (0.05, 0.25): (0.0009, 0.640, 0.359, 133.5),
    (0.15, 0.05): (0.99994, 0.0, 0.0001, 39.8),
}


def test_published_gate(capsys):
    document = planned(capsys, "policies=2")
    found = {
        (round(row["new_only"], 9), round(row["base_only"], 9)): row
        for row in document["gate"]["truths"]
    }

    assert set(found) == {*GATE, (0.05, 0.05)}
    for truth, expected in GATE.items():
        row = found[truth]
        values = (row["passes"], row["fails"], row["inconclusive"], row["expected_pairs"])
        for value, published in zip(values, expected, strict=True):
            assert value == pytest.approx(published, abs=0.051 if published > 1 else 5.1e-4)
    assert found[0.05, 0.15]["name"] == "worse by 10 points"
    assert found[0.05, 0.25]["name"] == "worse by 20 points"
    text = shown(capsys, "policies=2")
    assert re.search(r"identical +0 % +0 % +1\.000 +0\.000 +0\.000 +44\.0\n", text)


def test_published_ranges_of_the_correlation(capsys):
    rows = {row["policies"]: row for row in planned(capsys)["sim_real"]}

    assert list(rows) == [4, 6, 8, 12, 20]
    for policies, seen, perfect in (
        (6, (0.32, 0.99), (0.76, 1.0)),
        (8, (0.47, 0.98), (0.82, 0.99)),
        (20, (0.67, 0.94), (0.89, 0.98)),
    ):
        row = rows[policies]
        assert (row["seen_low"], row["seen_high"]) == pytest.approx(seen, abs=0.035)
        assert (row["perfect_low"], row["perfect_high"]) == pytest.approx(perfect, abs=0.035)


def test_published_noise_floor(capsys):
    rows = planned(capsys, "real_trials=25", "policies=[4,6,8,12]")["sim_real"]
    means, highs = (0.029, 0.044, 0.057, 0.077), (0.12, 0.133, 0.135, 0.143)
    useless = (0.29, 0.37, 0.42, 0.47)
    for row, mean, high, nothing in zip(rows, means, highs, useless, strict=True):
        assert row["mmrv_perfect_mean"] == pytest.approx(mean, abs=0.003)
        assert row["mmrv_perfect_high"] == pytest.approx(high, abs=0.012)
        assert row["mmrv_useless_mean"] == pytest.approx(nothing, abs=0.02)


def test_sizes_and_effects_answer_each_other(capsys):
    document = planned(capsys, "rate=0.7", "margin=0.08", "episodes=[100]", "policies=2")
    (reach,) = document["reaches"]
    again = planned(
        capsys, "rate=0.7", f"margin={reach['unpaired_margin']}", "policies=2", "pairs_max=1"
    )

    assert again["comparisons"][0]["unpaired_per_policy"] in (100, 101)
    width = planned(capsys, "rate=0.7", f"width={reach['half_width']}", "policies=2", "pairs_max=1")
    assert width["interval_episodes"] == 100


def test_repeats_and_tasks(capsys):
    document = planned(
        capsys, "icc=0.25", "repeats=5", "episodes=[100]", "tasks=4", "policies=2", "pairs_max=1"
    )

    assert document["repeated"]["design_effect"] == 2.0
    assert document["repeated"]["effective"] == [50.0]
    assert [size["tasks"] for size in document["comparisons"]] == [1, 1, 4, 4]
    one = planned(capsys, "alpha=0.0125", "policies=2", "pairs_max=1")["comparisons"]
    for size, alone in zip(document["comparisons"][2:], one, strict=True):
        assert size["unpaired_per_policy"] == alone["unpaired_per_policy"]
        assert size["paired"] == alone["paired"]


def test_what_the_base_rate_rules_out_is_left_out(capsys):
    document = planned(capsys, "rate=0.95", "policies=2", "pairs_max=30")

    better = document["comparisons"][1]
    assert better["unpaired_per_policy"] is None
    assert [item["pairs"] for item in better["paired"]] == [None, None]
    assert not any(row["name"].startswith("better") for row in document["gate"]["truths"])
    # Two independent policies of this rate differ in 9.5 % of pairs.
    assert document["question"]["discordant"] == pytest.approx([0.0475, 0.095])


def test_a_gain_leaves_fewer_pairs_to_differ(capsys):
    # With a base of 0.75 the new policy can win at most 25 % of the pairs alone.
    document = planned(capsys, "rate=0.75", "discordant=0.42", "policies=2", "pairs_max=30")
    (better,) = document["comparisons"][1]["paired"]

    assert better["discordant"] == pytest.approx(0.4)
    assert better["pairs"] == pairs_needed(discordant_rate=0.4, margin=0.0, difference=0.1)
    truth = document["gate"]["truths"][-1]
    assert truth["name"] == "better by 10 points"
    assert (truth["new_only"], truth["base_only"]) == pytest.approx((0.25, 0.15))


def test_a_run_gives_what_is_not_given(make_run, capsys):
    outcomes = [(1, 1), (1, 0), (0, 0), (1, 1), (1, 1), (1, 1)]
    run = make_run("base", {"spoon": outcomes, "carrot": outcomes}, policy="octo")
    document = planned(capsys, f"run={run.root}", "policies=2", "pairs_max=50")
    question = document["question"]

    assert (question["rate"], question["rate_from"]) == (pytest.approx(0.75), "run")
    assert question["discordant"] == pytest.approx([1 / 6])
    assert (question["icc_from"], question["tasks"]) == ("run", 2)
    assert document["baseline"]["successes"] == 18
    text = shown(capsys, f"run={run.root}", "policies=2", "pairs_max=50")
    assert "octo solved 18 of 24 (55 to 88 %)" in text
    given = planned(capsys, f"run={run.root}", "rate=0.6", "policies=2", "pairs_max=50")
    assert (given["question"]["rate"], given["question"]["rate_from"]) == (0.6, "given")


def test_the_same_question_has_the_same_answer(capsys):
    assert planned(capsys, "policies=4") == planned(capsys, "policies=4")


def test_json_is_complete(capsys):
    document = planned(capsys, "policies=[4]")

    assert (document["schema"], document["schema_version"]) == ("simeval.plan", 1)
    assert document["baseline"] is None
    assert document["policies_needed"] == 8
    assert all(isinstance(text, str) for text in document["assumptions"])


@pytest.mark.parametrize("width", [80, 120])
def test_the_screen_fits_the_terminal_and_one_page(width):
    program = (
        f"import os, sys; os.environ['COLUMNS'] = '{width}'; from rich.console import Console; "
        "Console.is_terminal = True; from simeval.cli.main import main; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "plan"], capture_output=True, text=True, check=True
    )
    lines = re.sub(r"\x1b\[[\d;]*m", "", done.stdout).splitlines()

    assert max(map(len, lines)) <= width
    assert len(lines) <= 60
    assert "…" not in done.stdout


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("rate=1.5", ("rate=1.5", "above 0, below 1")),
        ("rate=nan", ("rate=nan",)),
        ("rate=high", ("rate", "'high'")),
        ("margin=0", ("margin=0 is not allowed", "above 0")),
        ("margin=0.9", ("margin=0.9", "below the base rate of 0.8")),
        ("alpha=0.5", ("alpha=0.5", "below 0.5")),
        ("power=0.3", ("power=0.3", "above 0.5")),
        ("confidence=95", ("confidence=95",)),
        ("width=0.5", ("width=0.5", "below 0.5")),
        ("discordant=[]", ("discordant has 0 values", "1 to 4")),
        ("discordant=[0.1,0]", ("discordant=0 is", "above 0, up to 1")),
        ("discordant=[x]", ("discordant=x",)),
        ("discordant=0.6", ("discordant=0.6 is not possible", "at most 0.4")),
        ("policies=1", ("policies=1", "2 to 50")),
        ("policies=[4,many]", ("policies=many", "whole numbers")),
        ("episodes=[24,2.5]", ("episodes=2.5", "whole numbers")),
        ("episodes=24,96", ("episodes=[24,96]",)),
        ("pairs_max=100000", ("pairs_max=100000", "1 to 2,000")),
        ("real_trials=0", ("real_trials=0",)),
        ("correlation=1", ("correlation=1", "below 1")),
        ("at_least=0.9", ("at_least=0.9", "below 0.9")),
        ("icc=1.5", ("icc=1.5", "0 to 1")),
        ("repeats=0", ("repeats=0",)),
        ("marign=0.1", ("'marign'", "Did you mean 'margin'")),
        ("run=nowhere", ("nowhere is not a run folder", "simeval ls runs")),
        ("--jsn", ("'--jsn'", "Did you mean '--json'")),
    ],
)
def test_wrong_values_are_one_paragraph_and_exit_code_2(argument, words, capsys):
    assert main(["plan", argument]) == 2
    out, err = capsys.readouterr()

    assert out == ""
    assert re.fullmatch(r"simeval: [^\n]+\n", err)
    for word in words:
        assert word in err


@pytest.mark.parametrize("content", ["", "{", "[]", '{"schema_version": 99}'])
def test_a_damaged_run_is_exit_code_4(tmp_path, capsys, content):
    (tmp_path / "run.json").write_text(content)
    assert main(["plan", f"run={tmp_path}"]) == 4
    out, err = capsys.readouterr()

    assert out == ""
    assert err.startswith("simeval: ")
    assert "Traceback" not in err


def test_help_names_every_key(capsys):
    assert main(["plan", "--help"]) == 0
    text = capsys.readouterr().out

    for key in (
        "run",
        "rate ",
        "margin=0.1",
        "pairs_max=200",
        "policies=[4,6,8,12,20]",
        "at_least",
    ):
        assert f"  {key}" in text


def test_importing_the_verb_is_light():
    code = (
        "import simeval.cli.plan, sys; "
        "print([m for m in ('numpy', 'scipy', 'hydra', 'rich', 'torch') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("argument", ["alpha=1e-300", "alpha=1e-17", "beta=1e-300"])
def test_errors_close_to_nothing_can_be_planned_for(capsys, argument):
    found = planned(capsys, argument, "pairs_max=1", "policies=2")

    assert found["comparisons"][0]["unpaired_per_policy"] > 100


def test_beyond_a_million_the_power_is_left_to_the_approximation(capsys):
    arguments = ("rate=0.5", "margin=0.000001", "discordant=0.1", "pairs_max=1", "policies=2")
    size = planned(capsys, *arguments)["comparisons"][0]

    # (1.645 + 0.842)^2 = 6.18 times 1/2 and 1/10 over the squared margin
    assert size["unpaired_per_policy"] == pytest.approx(3.0913e12, rel=1e-4)
    assert size["paired"][0]["pairs"] == pytest.approx(6.1826e11, rel=1e-4)
    assert size["unpaired_power"] is None and size["paired"][0]["power"] is None
    assert str(size["unpaired_per_policy"]) in shown(capsys, *arguments)
