from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from simeval.cli.main import main

OUTCOMES = {"google_robot_move_near": [1] * 30, "google_robot_pick_coke_can": [1] * 30}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published correlations of SIMPLER, by the real verb."""
    folder = tmp_path_factory.mktemp("correlation")
    command = ["correlate", "sim=published", "real=published", f"out={folder}", "resamples=200"]
    assert main([*command, f"tasks=[{','.join(OUTCOMES)}]"]) == 0
    return folder


@pytest.fixture
def correlation(published: Path, tmp_path: Path) -> Path:
    shutil.copy(published / "correlation.json", tmp_path / "correlation.json")
    return tmp_path / "correlation.json"


def change(path: Path, **pearson: Any) -> None:
    document = json.loads(path.read_text())
    for task in document["tasks"]:
        task["pearson"].update(pearson)
    path.write_text(json.dumps(document))


def test_a_trusted_simulator_leaves_the_verdict_alone(gate, correlation):
    change(correlation, value=0.95, new_policies=[0.8, 0.99])
    gate.between(OUTCOMES, OUTCOMES, "correlation=correlation.json", "validity=refuse")

    assert gate.verdict == ("PASS", 0)
    assert [item["problems"] for item in gate.result["validity"]] == [[], []]
    assert "r = 0.95 [0.80, 0.99]" in gate.out


@pytest.mark.parametrize(
    ("pearson", "words"),
    [
        ({"value": 0.5, "new_policies": [0.3, 0.7]}, "r = 0.50 is below 0.7"),
        ({"value": 0.9, "new_policies": [0.1, 0.99]}, "0.10 to 0.99, is wider than 0.5"),
        (
            {"value": 0.9, "new_policies": None, "why_no_new_policies": "3 policies"},
            "no interval for new policies (3 policies)",
        ),
        (
            {"value": None, "new_policies": None, "why_none": "all tied"},
            "no correlation (all tied)",
        ),
    ],
)
def test_a_simulator_that_is_not_trusted_is_named_or_refused(gate, correlation, pearson, words):
    change(correlation, **pearson)
    gate.between(OUTCOMES, OUTCOMES, "correlation=correlation.json")
    assert gate.verdict == ("PASS", 0)
    assert any(words in note for note in gate.result["notes"])
    assert words in " ".join(gate.out.split())

    gate.run(
        "candidate=candidate",
        "baseline=baseline",
        "correlation=correlation.json",
        "validity=refuse",
        "out=strict",
    )
    assert gate.code == 4
    strict = json.loads((gate.root / "strict" / "gate.json").read_text())
    assert (strict["verdict"], strict["units_used"]) == ("ERROR", 0)
    assert words in strict["reason"]
    assert (gate.root / "strict" / "junit.xml").exists()


def test_limits_are_the_users(gate, correlation):
    change(correlation, value=0.5, new_policies=[0.0, 0.9])
    gate.between(
        OUTCOMES,
        OUTCOMES,
        "correlation=correlation.json",
        "validity=refuse",
        "min_correlation=0.4",
        "max_correlation_width=1",
    )

    assert gate.verdict == ("PASS", 0)


def test_a_task_without_correlation_is_named(gate, correlation):
    gate.between(
        {"google_robot_move_near": [1] * 30, "spoon": [1] * 30},
        {"google_robot_move_near": [1] * 30, "spoon": [1] * 30},
        "correlation=correlation.json",
        "min_correlation=-1",
        "max_correlation_width=2",
    )

    [note] = [note for note in gate.result["notes"] if "spoon" in note]
    assert "not in the correlation file" in note


def test_a_correlation_of_another_protocol_is_named(gate, correlation):
    change(correlation, value=0.95, new_policies=[0.8, 0.99])
    document = json.loads(correlation.read_text())
    for task in document["tasks"]:
        task["sim_protocol_ids"] = ["aaaabbbbcccc" for _ in task["sim_protocol_ids"]]
    correlation.write_text(json.dumps(document))
    gate.between(OUTCOMES, OUTCOMES, "correlation=correlation.json")

    assert any("measured under protocol aaaabbbbcccc" in note for note in gate.result["notes"])


def test_the_file_is_part_of_the_plan(gate, correlation):
    gate.between(OUTCOMES, OUTCOMES, "correlation=correlation.json")
    change(correlation, value=0.2)
    gate.run("candidate=candidate", "baseline=baseline", "correlation=correlation.json")

    assert gate.code == 2
    assert "correlation.sha256" in gate.err


@pytest.mark.parametrize("content", [b"", b"[]", b'{"schema": "other"}', b"\xff"])
def test_a_damaged_file_is_no_traceback(gate, correlation, content):
    correlation.write_bytes(content)
    gate.between(OUTCOMES, OUTCOMES, "correlation=correlation.json")

    assert gate.code == 4
    assert "Traceback" not in gate.err
    assert "correlation.json" in gate.err


def test_a_coefficient_that_cannot_be_is_refused(gate, correlation, capsys):
    change(correlation, value=5.0)
    gate.between(OUTCOMES, OUTCOMES, "correlation=correlation.json")

    assert gate.code == 4
    assert "pearson is 5.0, allowed: -1 to 1" in gate.err
