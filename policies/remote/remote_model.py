"""What all clients share: connect, lose, reconnect, and never resume an episode."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

from simeval.errors import ModelConnectionError, ModelReplyError, UsageError
from simeval.policies.model import ModelReply, ModelRequest, SessionStart
from simeval.policies.remote.arrays import UnsendableError, WireError
from simeval.policies.remote.options import LinkOptions


class RemoteModel(ABC):
    """A `simeval.policies.model.Model` behind a connection.

    After any fault the connection is dropped, and with it the episodes that it carried: a server
    that was restarted has forgotten them, and one that reported an error may be in any state. The
    next `reset` connects again.

    Args:
        options: Address and patience.
    """

    protocol: ClassVar[str]
    """Name on the command line."""
    one_memory: ClassVar[bool] = True
    """The server keeps one memory per connection or for everybody, so one episode at a time."""

    def __init__(self, options: LinkOptions) -> None:
        if self.one_memory and options.slots != 1:
            raise UsageError(
                f"policy.slots={options.slots} is not possible with policy.protocol="
                f"{self.protocol}: such a server remembers one episode at a time. Use a client "
                "for each slot."
            )
        self._options = options
        self._server: Any = None
        self._open = False
        self._fresh = True
        self._sessions: OrderedDict[str, SessionStart] = OrderedDict()

    @property
    def facts(self) -> Mapping[str, Any]:
        """Protocol, address, and what the server says about itself."""
        return {"protocol": self.protocol, "url": self._options.url, "server": self._server}

    @property
    def largest_batch(self) -> int:
        """Most requests of one `infer`."""
        return 1 if self.one_memory else self._options.slots

    def connect(self) -> None:
        """Connect and shake hands, unless that is done.

        Raises:
            ModelConnectionError: The server is not there, or does not answer in time.
            ModelReplyError: It speaks something else.
        """
        if not self._open:
            with self._faults():
                self._server = self._connect()
            self._open = self._fresh = True

    def reset(self, starts: Sequence[SessionStart]) -> None:
        """Begin new episodes, over a new connection if the last one was lost."""
        if len(starts) > self._options.slots:
            raise UsageError(
                f"{len(starts)} episodes for a client with policy.slots={self._options.slots}."
            )
        self.connect()
        ended = self._make_room(len(starts))
        with self._faults():
            self._begin(starts, ended)
        self._sessions.update((start.session, start) for start in starts)

    def infer(self, requests: Sequence[ModelRequest]) -> list[ModelReply]:
        """One forward pass for all requests; replies in the same order."""
        for request in requests:
            if request.session not in self._sessions:
                raise ModelConnectionError(
                    f"The episode {request.session!r} was not begun over the present connection to "
                    f"{self._options.url}; the server knows nothing of it. Begin it again."
                )
            self._sessions.move_to_end(request.session)
        with self._faults():
            replies = self._forward(requests)
        self._fresh = False
        return replies

    def close(self) -> None:
        """Let go of the connection."""
        self._disconnect()
        self._open = False
        self._sessions.clear()

    @property
    def _patience_s(self) -> float:
        """Seconds that the next reply may take."""
        return (
            max(self._options.first_reply_timeout_s, self._options.reply_timeout_s)
            if self._fresh
            else self._options.reply_timeout_s
        )

    @abstractmethod
    def _connect(self) -> Any:
        """Connect, shake hands, and return what the server says about itself."""

    @abstractmethod
    def _begin(self, starts: Sequence[SessionStart], ended: Sequence[str]) -> None:
        """Begin episodes; those in `ended` are over."""

    @abstractmethod
    def _forward(self, requests: Sequence[ModelRequest]) -> list[ModelReply]:
        """Ask the server."""

    @abstractmethod
    def _disconnect(self) -> None:
        """Close whatever is open; must not raise."""

    def _make_room(self, coming: int) -> list[str]:
        """Forget the episodes that were longest without a request, for the coming ones."""
        surplus = max(0, len(self._sessions) + coming - self._options.slots)
        return [self._sessions.popitem(last=False)[0] for _ in range(surplus)]

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except UnsendableError as error:
            self.close()
            raise UsageError(
                f"The inputs do not fit policy.protocol={self.protocol}: {error}. Check the preset."
            ) from error
        except WireError as error:
            self.close()
            raise ModelReplyError(
                f"{self._options.url} (policy.protocol={self.protocol}): {error}."
            ) from error
        except BaseException:
            self.close()
            raise
