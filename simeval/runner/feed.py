"""Which action is executed next."""

from __future__ import annotations

from typing import Protocol as Interface

from simeval.protocol import Protocol
from simeval.runner.asker import Asker, Moment
from simeval.runner.chunk_feed import ChunkFeed
from simeval.runner.holding import robot_of_task
from simeval.runner.move import Move
from simeval.runner.real_time_feed import RealTimeFeed
from simeval.runner.stopwatch import Stopwatch


class ActionFeed(Interface):
    """Hands out one action per control step."""

    def next_move(self, moment: Moment) -> Move:
        """Return the action of this step, asking the policy where that is due."""


def make_feed(asker: Asker, protocol: Protocol, watch: Stopwatch) -> ActionFeed:
    """Return the feed that a protocol asks for.

    Args:
        asker: Asks the policy.
        protocol: Says whether the world waits.
        watch: Knows how long the policy has thought.
    """
    if protocol.real_time is None:
        return ChunkFeed(asker)
    return RealTimeFeed(
        asker,
        protocol.real_time,
        robot_of_task(protocol.task),
        control_hz=protocol.control_hz,
        thought_s=lambda: watch.seconds("policy"),
    )
