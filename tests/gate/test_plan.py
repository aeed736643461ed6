from __future__ import annotations

import hashlib
import json

import pytest

from simeval.cli.main import main
from simeval.episodes import EpisodeKey

OUTCOMES = {"spoon": [1] * 30, "cube": [1] * 20}


def test_the_printed_table_of_200_pairs(capsys, tmp_path, monkeypatch):
    # The exact table of this gate as published: truth, PASS, FAIL, INCONCLUSIVE, E[N].
    published = [
        ((0.05, 0.15), ("0.0290", "0.0251", "0.946", "193.1")),
        ((0.00, 0.10), ("0.0269", "0.0155", "0.958", "195.5")),
        ((0.00, 0.00), ("1.0000", "0.0000", "0.000", "44.0")),
        ((0.10, 0.10), ("0.721", "0.0001", "0.279", "123.1")),
        ((0.15, 0.05), ("0.99994", "0.0000", "0.0001", "39.8")),
        ((0.05, 0.25), ("0.0009", "0.640", "0.359", "133.5")),
        ((0.05, 0.35), ("0.0001", "0.993", "0.007", "58.6")),
    ]
    monkeypatch.chdir(tmp_path)
    command = ["gate", "suite=simpler/widowx", "policy=expert", "baseline.policy=expert"]
    command += ["margin=0.1", "seeds=[0,1,2]", "repeats=separate", "pairs=200", "--plan"]
    assert main([*command, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["characteristics"]["rows"]

    assert len(rows) == len(published)
    for row, (truth, printed) in zip(rows, published, strict=True):
        assert (row["candidate_only"], row["baseline_only"]) == truth
        names = ("passes", "fails", "inconclusive", "expected_units")
        for name, text in zip(names, printed, strict=True):
            digits = len(text.partition(".")[2])
            assert f"{row[name]:.{digits}f}" == text, (row["truth"], name)
    assert main(command) == 0
    screen = capsys.readouterr().out
    for _, (passes, *_, pairs) in published:
        [line] = [row for row in screen.splitlines() if row.endswith(f" {pairs}  ")]
        assert f" {passes.rstrip('0').rstrip('.')}" in line
    assert not list(tmp_path.iterdir())


def test_the_order_is_the_documented_one(gate):
    gate.between(OUTCOMES, OUTCOMES, "order_seed=5")
    keys = [EpisodeKey.parse(cell[0]) for unit in gate.plan["units"] for cell in unit]
    policy = [gate.plan["candidate"]["policy"], gate.plan["candidate"]["options"]]
    spelt = json.dumps(policy, sort_keys=True, separators=(",", ":"))
    candidate = hashlib.sha256(spelt.encode()).hexdigest()[:12]
    places = {}
    for task, conditions in OUTCOMES.items():
        draws = {
            number: hashlib.sha256(
                f"simeval.gate.order.v1|5|{candidate}|{task}|default|{number}|0".encode()
            ).digest()
            for number in range(len(conditions))
        }
        for rank, number in enumerate(sorted(draws, key=draws.__getitem__)):
            fraction = int.from_bytes(draws[number][-8:], "big") / 2**64
            places[task, number] = (rank + fraction) / len(conditions)

    assert len(keys) == len(set(keys)) == 50
    assert keys == sorted(keys, key=lambda key: places[key.task, key.episode_id])
    assert keys != sorted(keys)


def test_every_stretch_of_the_order_holds_the_tasks_in_proportion(gate):
    gate.between(OUTCOMES, OUTCOMES, "--plan", "--json")
    tasks = [EpisodeKey.parse(unit[0][0]).task for unit in json.loads(gate.out)["plan"]["units"]]

    for end in range(1, 51):
        assert abs(tasks[:end].count("spoon") - end * 30 / 50) <= 2


def test_another_candidate_is_another_order(gate, make_run):
    make_run("other", OUTCOMES, options={"checkpoint": 2})
    gate.between(OUTCOMES, OUTCOMES, "--plan", "--json")
    first = json.loads(gate.out)["plan"]["units"]
    gate.run("candidate=other", "baseline=baseline", "--plan", "--json")
    second = json.loads(gate.out)["plan"]["units"]

    assert first != second
    assert sorted(first) == sorted(second)


def test_another_seed_is_another_order(gate):
    gate.between(OUTCOMES, OUTCOMES)
    first = gate.plan["units"]
    gate.run("candidate=candidate", "baseline=baseline", "order_seed=1", "out=other")
    second = json.loads((gate.root / "other" / "plan.json").read_text())["plan"]["units"]

    assert first != second
    assert sorted(first) == sorted(second)


def test_the_hash_covers_the_plan(gate):
    gate.between(OUTCOMES, OUTCOMES)
    document = json.loads((gate.root / "gate" / "plan.json").read_text())
    canonical = json.dumps(
        document["plan"], sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )

    assert document["sha256"] == hashlib.sha256(canonical.encode()).hexdigest()
    assert gate.result["plan_sha256"] == document["sha256"]
    assert gate.result["registered_at"] <= gate.result["finished_at"]
    assert document["plan"]["candidate"]["outcomes_sha256"] is None
    assert document["plan"]["baseline"]["outcomes_sha256"]


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("margin=0.2", "margin (there 0.1; now 0.2)"),
        ("alpha=0.1", "alpha (there 0.05; now 0.1)"),
        ("pairs=40", "units (there 50; now 40"),
        ("order_seed=1", "order_seed (there 0; now 1)"),
        ("unscored=failure", "unscored (there exclude; now failure)"),
        ("veto=false", "veto (there True; now False)"),
        ("method=fixed", "method (there sequential; now fixed)"),
    ],
)
def test_another_plan_in_the_same_folder_is_refused(gate, option, words):
    gate.between(OUTCOMES, OUTCOMES)
    before = (gate.root / "gate" / "plan.json").read_bytes()
    result = (gate.root / "gate" / "gate.json").read_bytes()
    gate.run("candidate=candidate", "baseline=baseline", option)

    assert gate.code == 2
    assert words in gate.err
    assert "fresh=true" in gate.err
    assert (gate.root / "gate" / "plan.json").read_bytes() == before
    assert (gate.root / "gate" / "gate.json").read_bytes() == result


def test_by_default_another_margin_for_the_same_policies_is_refused_too(gate, capsys):
    gate.between(OUTCOMES, OUTCOMES)
    command = ["gate", "candidate=candidate", "baseline=baseline", "report=false"]
    assert main([*command, "margin=0.1"]) == 0
    assert main([*command, "margin=0.3"]) == 2
    assert main([*command, "margin=0.3", "fresh=true"]) == 0
    assert len(list((gate.root / "results" / "runs" / "gates").iterdir())) == 2


def test_a_plan_changed_by_hand_is_refused(gate):
    gate.between(OUTCOMES, OUTCOMES)
    path = gate.root / "gate" / "plan.json"
    path.write_text(path.read_text().replace('"margin": 0.1', '"margin": 0.3'))
    gate.run("candidate=candidate", "baseline=baseline")

    assert gate.code == 4
    assert "changed after it was registered" in gate.err


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"\xff", b'{"schema_version": "x"}', b'{"schema_version": 99}']
)
def test_a_damaged_plan_is_no_traceback(gate, content):
    gate.between(OUTCOMES, OUTCOMES)
    (gate.root / "gate" / "plan.json").write_bytes(content)
    gate.run("candidate=candidate", "baseline=baseline")

    assert gate.code == 4
    assert "newer simeval" in gate.err if b"99" in content else "damaged" in gate.err


def test_a_folder_with_something_else_is_refused(gate):
    (gate.root / "gate").mkdir()
    (gate.root / "gate" / "thesis.tex").write_text("important")
    gate.between(OUTCOMES, OUTCOMES)

    assert gate.code == 2
    assert "thesis.tex" in gate.err


def test_a_plan_that_cannot_pass_says_so_before_it_runs(gate):
    gate.between({"spoon": [1] * 10}, {"spoon": [1] * 10})

    assert "cannot PASS a candidate that never differs" in " ".join(gate.out.split())
    assert gate.result["characteristics"]["identical_units"] is None


def test_rounds_are_simulated_with_their_error(gate):
    gate.between(OUTCOMES, OUTCOMES, "unit=round", "margin=0.4", "--plan", "--json")
    document = json.loads(gate.out)
    rows = {row["truth"]: row for row in document["characteristics"]["rows"]}

    assert document["characteristics"]["standard_error"] < 0.01
    # Nothing differs, so that nothing is left to chance: the mean over bets of
    # (1 + 0.4 bet / 0.6)^n reaches 20.
    n = next(n for n in range(1, 21) if sum((1 + k * 0.4 / 12) ** n for k in range(1, 20)) >= 380)
    assert rows["identical"]["passes"] == 1.0
    assert rows["identical"]["expected_units"] == n
    assert not (gate.root / "gate").exists()


def test_sizes_of_fixed_tests_are_printed_beside(gate):
    gate.between(OUTCOMES, OUTCOMES)
    found = gate.result["characteristics"]

    # Paired and unpaired sizes as published for a margin of 0.1.
    assert found["fixed_pairs"] == {"10 %": 62, "20 %": 124}
    assert found["unpaired_episodes"] == {"50 %": 310, "80 %": 198}
    text = " ".join(gate.out.split())
    assert "62 if 10 % of them differ, 124 if 20 % of them differ" in text
    assert "310 at 50 % success" in text


@pytest.mark.parametrize(
    "option", ["alpha=0.9", "margin=1e-12", "alpha=1e-12", "beta=0.999999", "margin=0.999999"]
)
def test_extreme_plans_have_a_table_too(gate, option):
    gate.between(OUTCOMES, OUTCOMES, option, "--plan")
    assert gate.code == 0
    assert "what the gate does" in gate.out


def test_a_plan_of_thousands_of_pairs_is_simulated(gate):
    outcomes = {"spoon": [1] * 2100}
    gate.between(outcomes, outcomes, "--plan", "--json")
    found = json.loads(gate.out)["characteristics"]
    exact = {"equal, 20 % differ": 0.999, "identical": 1.0}

    assert found["exact"] is False
    rows = {row["truth"]: row for row in found["rows"]}
    assert all(rows[truth]["passes"] > least - 0.01 for truth, least in exact.items())
    assert rows["identical"]["expected_units"] == 44.0


def test_margins_at_the_ends_have_a_table(gate):
    gate.between(OUTCOMES, OUTCOMES, "margin=0", "--plan", "--json")
    assert json.loads(gate.out)["characteristics"]["fixed_pairs"] == {}
    gate.run("candidate=candidate", "baseline=baseline", "margin=0.9", "--plan", "--json")
    rows = json.loads(gate.out)["characteristics"]["rows"]
    assert all(row["candidate_only"] + row["baseline_only"] <= 1 for row in rows)
