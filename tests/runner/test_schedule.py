from __future__ import annotations

import itertools
import random

import pytest

from simeval.episodes import EpisodeKey
from simeval.runner.schedule import OrderedSchedule, Schedule


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


def shuffled(tasks: int, episodes: int) -> list[EpisodeKey]:
    planned = keys(tasks, episodes)
    random.Random(7).shuffle(planned)
    return planned


@pytest.mark.parametrize("workers", [1, 2, 3, 8, 30])
def test_in_order_every_episode_is_run_once_and_none_waits_long(workers):
    planned = shuffled(tasks=4, episodes=6)
    schedule = OrderedSchedule(planned, workers=workers)
    dice = random.Random(workers)
    taken = []
    while (key := schedule.next_for(dice.randrange(workers))) is not None:
        taken.append(planned.index(key))
        first = min(set(range(len(planned))) - set(taken), default=len(planned))
        assert taken[-1] < min(first, taken[-1]) + 4 * workers

    assert sorted(taken) == list(range(len(planned)))


def test_in_order_a_worker_stays_with_its_task_where_the_order_allows_it():
    planned = shuffled(tasks=4, episodes=25)
    schedule = OrderedSchedule(planned, workers=2)
    taken = serve(schedule, [1.0, 1.1])
    changes = sum(a.task != b.task for keys in taken for a, b in itertools.pairwise(keys))
    in_turn = sum(a.task != b.task for a, b in itertools.pairwise(planned[::2]))

    assert changes < in_turn


def test_in_order_a_lost_episode_comes_next_for_the_same_worker():
    planned = shuffled(tasks=2, episodes=3)
    schedule = OrderedSchedule(planned, workers=2)
    lost = schedule.next_for(0)
    schedule.put_back(0, lost)

    assert schedule.next_for(1) != lost
    assert schedule.next_for(0) == lost
