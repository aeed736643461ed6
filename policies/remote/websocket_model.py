"""What the clients over a websocket share."""

from __future__ import annotations

import time
from typing import Any, ClassVar

from simeval.policies.remote.codecs import OPENPI, Codec
from simeval.policies.remote.options import LinkOptions
from simeval.policies.remote.patience import milliseconds_since
from simeval.policies.remote.remote_model import RemoteModel
from simeval.policies.remote.websocket_link import WebSocketLink


class WebSocketModel(RemoteModel):
    """A client with one websocket."""

    codec: ClassVar[Codec] = OPENPI

    def __init__(self, options: LinkOptions) -> None:
        super().__init__(options)
        options.require_scheme("ws", "wss")
        self._link: WebSocketLink | None = None

    def _connect(self) -> Any:
        self._link = WebSocketLink(self._options)
        return self._shake_hands(self._link)

    def _shake_hands(self, link: WebSocketLink) -> Any:
        """Read what the server says first; returns it."""
        return self.codec.unpack(link.receive(self._options.reply_timeout_s))

    def _ask(self, message: Any) -> tuple[Any, float]:
        """Send a message and wait for its reply; returns it and the milliseconds it took."""
        assert self._link is not None
        started = time.perf_counter()
        self._link.send(self.codec.pack(message))
        reply = self.codec.unpack(self._link.receive(self._patience_s))
        return reply, milliseconds_since(started)

    def _disconnect(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None
