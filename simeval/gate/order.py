"""What the gate looks at, and in which order: fixed before the first look."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal

from simeval.comparison.opened_run import TaskVariant
from simeval.episodes import EpisodeKey

Cell = tuple[EpisodeKey, ...]
"""The episodes of one difference: one key, or all seeds of one initial condition."""
Unit = tuple[Cell, ...]
"""What one look adds: one cell, or one cell of every task."""

ORDER_RULE = (
    "ascending sha256('simeval.gate.order.v1|<order_seed>|<task>|<variant>|<episode_id>|<seeds>')"
)


def ordered_units(
    keys: Sequence[EpisodeKey],
    *,
    unit: Literal["pair", "round"],
    repeats: Literal["average", "separate"],
    seed: int,
) -> tuple[Unit, ...]:
    """Return every unit in its random order.

    A round takes the next cell of each task, in the random order of that task, as long as every
    task has one.
    """
    cells = sorted(_cells(keys, repeats), key=lambda cell: _draw(cell, seed))
    if unit == "pair":
        return tuple((cell,) for cell in cells)
    queues: dict[TaskVariant, list[Cell]] = {}
    for key in keys:
        queues.setdefault(row_of(key), [])
    for cell in cells:
        queues[row_of(cell[0])].append(cell)
    return tuple(zip(*queues.values(), strict=False))


def row_of(key: EpisodeKey) -> TaskVariant:
    """Return the task and variant of an episode."""
    return TaskVariant(key.task, key.variant)


def _cells(keys: Sequence[EpisodeKey], repeats: str) -> list[Cell]:
    if repeats == "separate":
        return [(key,) for key in keys]
    groups: dict[tuple[str, str, int], list[EpisodeKey]] = {}
    for key in keys:
        groups.setdefault((key.task, key.variant, key.episode_id), []).append(key)
    return [tuple(sorted(group)) for group in groups.values()]


def _draw(cell: Cell, seed: int) -> bytes:
    """Return a number that orders like a draw at random and is the same in every version."""
    key = cell[0]
    seeds = ",".join(str(item.seed) for item in cell)
    text = f"simeval.gate.order.v1|{seed}|{key.task}|{key.variant}|{key.episode_id}|{seeds}"
    return hashlib.sha256(text.encode()).digest()
