"""What the clients over HTTP share."""

from __future__ import annotations

import time
from typing import Any

from simeval.errors import ModelReplyError
from simeval.policies.remote.http_link import HttpLink, HttpReply
from simeval.policies.remote.options import LinkOptions
from simeval.policies.remote.patience import milliseconds_since
from simeval.policies.remote.remote_model import RemoteModel
from simeval.policies.remote.replies import shorten

_GOOD = 200


class HttpModel(RemoteModel):
    """A client with one HTTP connection."""

    def __init__(self, options: LinkOptions) -> None:
        super().__init__(options)
        options.require_scheme("http", "https")
        self._link: HttpLink | None = None

    def _connect(self) -> Any:
        self._link = HttpLink(self._options)
        return self._shake_hands(self._link)

    def _shake_hands(self, link: HttpLink) -> Any:
        """Ask the server what it is, where the protocol has a way; returns that."""
        return None

    def _post(self, path: str, body: bytes, *, content_type: str) -> tuple[HttpReply, float]:
        """Send a request; returns the reply and the milliseconds it took."""
        assert self._link is not None
        started = time.perf_counter()
        reply = self._link.post(path, body, content_type=content_type, timeout_s=self._patience_s)
        return reply, milliseconds_since(started)

    def _require_good(self, reply: HttpReply) -> None:
        if reply.status != _GOOD:
            text = shorten(reply.body.decode(errors="replace")) or "no text"
            raise ModelReplyError(
                f"{self._options.url} reported an error (HTTP {reply.status}): {text}"
            )

    def _disconnect(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None
