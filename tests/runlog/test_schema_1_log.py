"""Logs are for ever: this one was written under schema 1 and must always read."""

from __future__ import annotations

import ast
import dataclasses
import inspect
from pathlib import Path

import pytest

from simeval.runlog import EpisodeRecord, RunFolder, RunInfo, RunSpec, Session, summarise
from simeval.runlog.record import EpisodeTiming
from simeval.runlog.summary import RunSummary, TaskSummary

LOG = RunFolder(Path(__file__).parent / "data" / "schema_1")


def test_result_is_what_it_was():
    summary = summarise(LOG.read_info(), LOG.records())

    assert (summary.planned, summary.scored, summary.successes, summary.unscored) == (3, 2, 1, 1)
    [task] = summary.tasks
    assert (task.rate, task.rate_if_unscored_fail) == (0.5, 1 / 3)
    assert task.submetrics["is_src_obj_grasped"].ever == 2


def test_protocol_id_is_still_that_of_the_log():
    info = LOG.read_info()
    [protocol] = info.spec.parsed_protocols()

    assert info.protocol_ids == {"widowx_carrot_on_plate/default": protocol.id}
    assert {record.protocol_id for record in LOG.records().values()} == {protocol.id}
    assert info.spec.hash == info.spec_hash


@pytest.mark.parametrize(
    "kind",
    [EpisodeRecord, EpisodeTiming, RunInfo, RunSpec, Session, RunSummary, TaskSummary],
)
def test_every_field_of_the_log_is_documented(kind):
    [definition] = ast.parse(inspect.getsource(kind)).body
    documented = {
        statement.target.id
        for statement, text in zip(definition.body, definition.body[1:], strict=False)
        if isinstance(statement, ast.AnnAssign)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
    }

    assert documented == {field.name for field in dataclasses.fields(kind)}
