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
    "draw = sha256('simeval.gate.order.v1|<order_seed>|<policy hash of the candidate>|<task>|"
    "<variant>|<episode_id>|<seeds>'); within a task by draw; over tasks by (rank in its task, "
    "from 0, + last 8 bytes of draw / 2^64) / cells of the task"
)


def ordered_units(
    keys: Sequence[EpisodeKey],
    *,
    unit: Literal["pair", "round"],
    repeats: Literal["average", "separate"],
    seed: int,
    candidate: str,
) -> tuple[Unit, ...]:
    """Return every unit in its random order.

    Tasks are interleaved, so that every stretch of the order holds them in proportion: evidence
    that is read early rests on all of them. Another candidate gets another order, lest the same
    few initial conditions decide every time. A round takes the next cell of each task, as long as
    every task has one.

    Args:
        keys: Every episode.
        unit: What one look adds.
        repeats: Whether the seeds of an initial condition are one cell.
        seed: Seed of the order.
        candidate: Policy hash of the candidate.
    """
    tasks: dict[TaskVariant, list[tuple[bytes, Cell]]] = {}
    for cell in _cells(keys, repeats):
        tasks.setdefault(row_of(cell[0]), []).append((_draw(cell, seed, candidate), cell))
    for drawn in tasks.values():
        drawn.sort()
    if unit == "round":
        return tuple(zip(*([cell for _, cell in drawn] for drawn in tasks.values()), strict=False))
    placed = [
        ((rank + int.from_bytes(draw[-8:], "big") / 2**64) / len(drawn), cell)
        for drawn in tasks.values()
        for rank, (draw, cell) in enumerate(drawn)
    ]
    return tuple((cell,) for _, cell in sorted(placed))


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


def _draw(cell: Cell, seed: int, candidate: str) -> bytes:
    """Return a number that orders like a draw at random and is the same in every version."""
    key = cell[0]
    seeds = ",".join(str(item.seed) for item in cell)
    place = f"{key.task}|{key.variant}|{key.episode_id}|{seeds}"
    return hashlib.sha256(f"simeval.gate.order.v1|{seed}|{candidate}|{place}".encode()).digest()
