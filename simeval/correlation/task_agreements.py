"""Simulation against reality on one task: the coefficients, with where they belong."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields

from simeval.correlation.agreement import Agreement, TaskAgreement
from simeval.correlation.agreement_of import agreement_of
from simeval.correlation.columns import Columns
from simeval.correlation.matching import MatchedTask
from simeval.correlation.settings import Settings


def task_agreement(
    matched: MatchedTask, columns: Columns, settings: Settings, *, part_of: str | None
) -> TaskAgreement:
    """Return everything about one task."""
    found = agreement_of(columns, settings)
    return TaskAgreement(
        **{field.name: getattr(found, field.name) for field in fields(Agreement)},
        task=matched.task,
        real_task=matched.real_task,
        part_of=part_of,
        sim_protocol_ids=tuple(cell.protocol_id for cell in columns.sim),
        left_out=matched.left_out,
    )


def parent_of(
    task: str, tasks: Collection[str], parts: Mapping[str, Collection[str]]
) -> str | None:
    """Return the task among these whose rate is a mean that holds this one."""
    found = (whole for whole, members in parts.items() if task in members and whole in tasks)
    return next(found, None)
