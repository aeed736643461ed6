"""What all networks in this process share: episodes, batches, and the end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from simeval.policies.in_process.library import inferring
from simeval.policies.in_process.options import InProcessOptions
from simeval.policies.in_process.sessions import Sessions
from simeval.policies.model import ModelReply, ModelRequest, SessionStart

_Memory = TypeVar("_Memory")


class InProcessModel(ABC, Generic[_Memory]):
    """A `simeval.policies.model.Model` whose network is loaded here.

    Args:
        options: Weights and hardware.
        facts: What is known about the network, as JSON values.
        batches: False where the network takes one episode per forward pass.
    """

    library: ClassVar[str]
    """Name of the library, for people."""

    def __init__(
        self, options: InProcessOptions, *, facts: Mapping[str, Any], batches: bool
    ) -> None:
        self._facts = dict(facts)
        self._largest_batch = options.slots if batches else 1
        self._sessions: Sessions[_Memory] = Sessions(options.slots)

    @property
    def facts(self) -> Mapping[str, Any]:
        """Library, checkpoint with its hash, device, and what the network says about itself."""
        return self._facts

    @property
    def largest_batch(self) -> int:
        """Most requests of one forward pass."""
        return self._largest_batch

    def reset(self, starts: Sequence[SessionStart]) -> None:
        """Begin new episodes.

        Raises:
            UsageError: There are more than slots.
        """
        self._sessions.begin({start.session: self._begin(start) for start in starts})

    def infer(self, requests: Sequence[ModelRequest]) -> list[ModelReply]:
        """Answer all requests, in the same order; as many at once as the network takes.

        Raises:
            UsageError: The inputs do not fit the network, or an episode was not begun.
            ModelReplyError: The network failed.
        """
        memories = [self._sessions[request.session] for request in requests]
        replies: list[ModelReply] = []
        for start in range(0, len(requests), self._largest_batch):
            part = slice(start, start + self._largest_batch)
            with inferring(library=self.library):
                replies += self._forward(requests[part], memories[part])
        return replies

    def close(self) -> None:
        """Forget the episodes; the memory of the network is freed with this object."""
        self._sessions.clear()

    @abstractmethod
    def _begin(self, start: SessionStart) -> _Memory:
        """Return what is kept for a new episode."""

    @abstractmethod
    def _forward(
        self, requests: Sequence[ModelRequest], memories: Sequence[_Memory]
    ) -> list[ModelReply]:
        """One forward pass."""
