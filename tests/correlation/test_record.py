from __future__ import annotations

import json
from pathlib import Path

import pytest

from simeval.conf.correlate_config import CorrelateConfig
from simeval.correlation.record import (
    CorrelationFileError,
    read_correlation,
    write_correlation,
)
from simeval.correlation.request import answer
from simeval.errors import UnknownNameError, UsageError

COUNTS = {"stack": {"a": (9, 10), "b": (5, 10), "c": (2, 10), "d": (1, 10), "e": (7, 10)}}
REAL = {"stack": {"a": (40, 50), "b": (30, 50), "c": (12, 50), "d": (2, 50), "e": (31, 50)}}


@pytest.fixture(scope="module")
def original(tmp_path_factory, write_trials) -> str:
    """The document of five policies on one task."""
    folder = tmp_path_factory.mktemp("trials")
    options = CorrelateConfig(
        sim=str(write_trials(folder / "sim.csv", COUNTS)),
        real=str(write_trials(folder / "real.csv", REAL)),
    )
    write_correlation(answer(options), folder / "correlation.json")
    return (folder / "correlation.json").read_text()


@pytest.fixture
def written(original, tmp_path) -> Path:
    path = tmp_path / "correlation.json"
    path.write_text(original)
    return path


def test_what_is_read_is_what_was_written(written, tmp_path):
    record = read_correlation(written)
    again = tmp_path / "again.json"
    write_correlation(record, again)

    assert again.read_text() == written.read_text()
    assert read_correlation(again) == record


def test_a_folder_stands_for_the_file_in_it(written):
    assert read_correlation(written.parent) == read_correlation(str(written))


def test_a_gate_finds_what_it_needs(written):
    task = read_correlation(written).task("stack")
    low, high = task.pearson.new_policies

    assert task.policies == ("a", "b", "c", "d", "e")
    assert low < task.pearson.value < high
    assert (task.sim_trials, task.real_trials) == ((10,) * 5, (50,) * 5)


def test_an_unknown_task_is_told_with_the_known_ones(written):
    with pytest.raises(UnknownNameError, match="Did you mean 'stack'"):
        read_correlation(written).task("stak")


def test_a_missing_file_says_how_to_write_one(tmp_path):
    with pytest.raises(UsageError, match=r"does not exist\. Write it with: simeval correlate") as e:
        read_correlation(tmp_path / "none.json")
    assert e.value.exit_code == 2
    with pytest.raises(UsageError, match=r"correlation\.json does not exist"):
        read_correlation(tmp_path)


def damaged(change):
    """Apply a change to the document."""

    def apply(document: dict) -> str:
        change(document)
        return json.dumps(document)

    return apply


def first(document: dict) -> dict:
    return document["tasks"][0]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda document: "", "is damaged"),
        (lambda document: json.dumps(document)[:-20], "is damaged"),
        (lambda document: "[" * 100_000, "is damaged"),
        (lambda document: json.dumps(document).replace("0.95", "NaN", 1), "NaN is not a JSON"),
        (lambda document: "[]", "its schema is 'list'"),
        (lambda document: '{"schema": "simeval.comparison"}', "schema is 'simeval.comparison'"),
        (damaged(lambda d: d.pop("schema")), "its schema is None"),
        (damaged(lambda d: d.update(schema_version=2)), "newer simeval .correlation schema 2"),
        (damaged(lambda d: d.update(schema_version=0)), "schema_version is 0, expected 1"),
        (damaged(lambda d: d.update(schema_version="1")), "schema_version is '1'"),
        (damaged(lambda d: d.update(extra=1)), "unknown fields in CorrelationFile: extra"),
        (damaged(lambda d: d.pop("tasks")), "tasks"),
        (damaged(lambda d: first(d)["pearson"].update(value="high")), "value is 'high'"),
        (damaged(lambda d: first(d)["pearson"].update(new_policies=[0.9, 0.1])), "low, high"),
        (damaged(lambda d: first(d)["pearson"].update(new_policies=[0.1])), "low, high"),
        (damaged(lambda d: first(d)["real_trials"].pop()), "real_trials needs one entry per"),
        (damaged(lambda d: first(d)["policies"].reverse()), "in the order of the policies"),
        (damaged(lambda d: first(d).update(policies=["a"] * 5)), "policies must differ"),
        (damaged(lambda d: d["tasks"].append(first(d))), "tasks must differ, got stack, stack"),
    ],
)
def test_a_damaged_file_is_refused(damage, message, written):
    text = damage(json.loads(written.read_text()))
    written.write_text(text)

    with pytest.raises(CorrelationFileError, match=message) as caught:
        read_correlation(written)
    assert caught.value.exit_code == 4


def test_bytes_that_are_not_text_are_refused(written):
    written.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(CorrelationFileError, match="is damaged"):
        read_correlation(written)
