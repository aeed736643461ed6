"""What a network is to the policy layer: batches of named arrays in, named arrays out.

A `Model` is a client of a server, or a network in this process. Everything around it (image size,
history, statistics, chunks, rotation and gripper conventions) is a pipeline, so that a `Model`
knows nothing of robots, and a pipeline nothing of wires.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import numpy.typing as npt


@dataclass(frozen=True, kw_only=True)
class SessionStart:
    """A new episode in one slot."""

    session: str
    """Name of the slot's episode; every request of the episode carries it."""
    seed: int
    """Seed for the randomness of the network in this episode."""
    instruction: str
    """Language instruction at the start."""


@dataclass(frozen=True, kw_only=True)
class ModelRequest:
    """One slot's input to a forward pass."""

    session: str
    """The episode that asks."""
    step: int
    """Control steps executed so far in the episode."""
    inputs: Mapping[str, Any]
    """Arrays, texts and numbers under the names that the network knows; may be nested."""
    instruction: str | None = None
    """The language instruction now, as the episode has it; null means still the first."""


@dataclass(frozen=True, kw_only=True)
class ModelReply:
    """One slot's output of a forward pass."""

    outputs: Mapping[str, npt.NDArray[Any]]
    """Arrays under the names that the network gives; writable copies."""
    text: str | None = None
    """What the network says (reasoning, subgoal)."""
    terminate: bool = False
    """True when the network says that the episode is done."""
    timing_ms: Mapping[str, float] = field(default_factory=dict)
    """Times that the server reports, and ``round_trip`` where there is a wire, in milliseconds."""


@runtime_checkable
class Model(Protocol):
    """The protocol of a network."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """What it says about itself, as JSON values; stored in the run."""

    @property
    def largest_batch(self) -> int:
        """Most requests of one `infer`."""

    def reset(self, starts: Sequence[SessionStart]) -> None:
        """Forget what was in these slots and begin new episodes.

        Raises:
            ModelConnectionError: The server is gone or does not answer in time.
        """

    def infer(self, requests: Sequence[ModelRequest]) -> list[ModelReply]:
        """One forward pass for all requests; replies in the same order.

        Raises:
            ModelConnectionError: The server is gone or does not answer in time.
            ModelReplyError: It answered with an error, or with something that is no reply.
        """

    def close(self) -> None:
        """Let go of everything."""
