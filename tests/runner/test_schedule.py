from __future__ import annotations

import itertools
import random

import pytest

from simeval.episodes import EpisodeKey
from simeval.runner.schedule import Schedule


def keys(tasks: int, episodes: int) -> list[EpisodeKey]:
    return [
        EpisodeKey(suite="s", task=f"t{task}", variant="v", episode_id=number, seed=0)
        for task in range(tasks)
        for number in range(episodes)
    ]


def serve(schedule: Schedule, costs: list[float]) -> list[list[EpisodeKey]]:
    """Let workers of these speeds take episodes until none is left."""
    taken: list[list[EpisodeKey]] = [[] for _ in costs]
    clock = dict.fromkeys(range(len(costs)), 0.0)
    while clock:
        slot = min(clock, key=lambda number: clock[number])
        key = schedule.next_for(slot)
        if key is None:
            del clock[slot]
            continue
        taken[slot].append(key)
        clock[slot] += costs[slot]
    return taken


@pytest.mark.parametrize("workers", [1, 2, 3, 8, 20])
def test_every_episode_is_run_once(workers):
    dice = random.Random(workers)
    planned = keys(tasks=4, episodes=4)
    taken = serve(Schedule(planned, workers=workers), [dice.uniform(1, 5) for _ in range(workers)])

    assert sorted(itertools.chain(*taken)) == planned


def test_equal_workers_build_each_environment_once():
    taken = serve(Schedule(keys(tasks=4, episodes=24), workers=2), [1.0, 1.0])

    assert [list(dict.fromkeys(key.task for key in block)) for block in taken] == [
        ["t0", "t1"],
        ["t2", "t3"],
    ]


def test_fast_worker_takes_over_from_a_slow_one():
    taken = serve(Schedule(keys(tasks=1, episodes=100), workers=2), [1.0, 9.0])

    assert len(taken[1]) <= 12


def test_lost_episode_comes_next():
    schedule = Schedule(keys(tasks=1, episodes=4), workers=2)
    first = schedule.next_for(0)
    schedule.put_back(0, first)

    assert schedule.next_for(0) == first
