"""One HTTP connection that never waits for ever and never takes more than is allowed."""

from __future__ import annotations

import http.client
import select
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urlsplit

from simeval.errors import ModelConnectionError, ModelReplyError
from simeval.policies.remote.options import LinkOptions
from simeval.policies.remote.patience import keep_trying
from simeval.policies.remote.replies import shorten

_PIECE = 1 << 20
# Answers of proxies and servers that are busy or still starting.
_NOT_NOW = (429, 502, 503, 504)


class HttpReply(NamedTuple):
    """What a server answered."""

    status: int
    """HTTP status."""
    body: bytearray
    """Its body."""


class HttpLink:
    """An open connection, kept for all requests as far as the server keeps it.

    Servers close connections after each reply (Flask) or when nothing comes for some seconds
    (uvicorn). After the first we connect again. The second looks just as if the server had been
    restarted since and had forgotten the episode, so it is a loss, unless `harmless_to_reopen`.

    Args:
        options: Address and patience.

    Raises:
        ModelConnectionError: Nothing answers in time.
        UsageError: The address is none.
    """

    def __init__(self, options: LinkOptions) -> None:
        self._options = options
        host, port = options.require_scheme("http", "https")
        assert host is not None
        parts = urlsplit(options.url)
        self._path = parts.path.rstrip("/")
        kind = (
            http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        )

        def attempt(seconds: float) -> http.client.HTTPConnection:
            connection = kind(host, port, timeout=seconds)
            connection.connect()
            return connection

        self.harmless_to_reopen = False
        """True where a server that was restarted does as well as the old one, or says so."""
        self._connection = keep_trying(attempt, options)

    def post(self, path: str, body: bytes, *, content_type: str, timeout_s: float) -> HttpReply:
        """Send a request and wait for its reply, whatever its status.

        Raises:
            ModelConnectionError: The connection is gone, no reply comes in time, or the server is
                busy.
            ModelReplyError: The reply is no HTTP or larger than allowed.
        """
        return self._exchange("POST", path, body, content_type, timeout_s)

    def get(self, path: str, *, timeout_s: float) -> HttpReply:
        """Ask for a page; raises what `post` does."""
        return self._exchange("GET", path, None, None, timeout_s)

    def close(self) -> None:
        """Close the connection."""
        with suppress(OSError):
            self._connection.close()

    def _exchange(
        self, method: str, path: str, body: bytes | None, content_type: str | None, timeout_s: float
    ) -> HttpReply:
        deadline = time.monotonic() + timeout_s
        try:
            link = self._open_socket(timeout_s)
            self._connection.request(
                method, self._path + path, body=body, headers=self._headers(content_type)
            )
            link.settimeout(_left(deadline))
            response = self._connection.getresponse()
            reply = HttpReply(response.status, self._read(response, link, deadline))
        except TimeoutError as error:
            raise ModelConnectionError(
                f"{self._options.url} sent no reply within {timeout_s:g} s. If the server is only "
                "slow, allow more with policy.reply_timeout_s (for the first reply "
                "policy.first_reply_timeout_s)."
            ) from error
        except (http.client.RemoteDisconnected, http.client.IncompleteRead, OSError) as error:
            reason = shorten(str(error)) or type(error).__name__
            raise ModelConnectionError(
                f"The connection to {self._options.url} was lost: {reason}."
            ) from error
        except http.client.HTTPException as error:
            raise ModelReplyError(
                f"{self._options.url} answered with something that is no HTTP "
                f"({shorten(str(error)) or type(error).__name__}). Check address and "
                "policy.protocol."
            ) from error
        if reply.status in _NOT_NOW:
            raise ModelConnectionError(
                f"{self._options.url} answered with HTTP {reply.status}: "
                f"{shorten(reply.body.decode(errors='replace')) or 'no text'}."
            )
        return reply

    def _open_socket(self, timeout_s: float) -> socket.socket:
        """Return the socket for a request, a new one where the server has closed the last.

        Raises:
            OSError: The server has closed it and may have been restarted, or is gone.
        """
        link = self._connection.sock
        # Between requests there is nothing to read but the end.
        if link is not None and select.select([link], [], [], 0.0)[0]:
            if not self.harmless_to_reopen:
                raise ConnectionResetError("the server closed it between two requests")
            self._connection.close()
            link = None
        if link is None:
            self._connection.timeout = timeout_s
            self._connection.connect()
            link = self._connection.sock
        link.settimeout(timeout_s)
        return link

    def _headers(self, content_type: str | None) -> Mapping[str, str]:
        headers = {"Content-Type": content_type} if content_type else {}
        if self._options.api_key:
            headers["Authorization"] = f"Api-Key {self._options.api_key}"
        return headers

    def _read(
        self, response: http.client.HTTPResponse, link: socket.socket, deadline: float
    ) -> bytearray:
        """Read a body; its announced size is looked at before anything is allocated."""
        most = self._options.max_message_bytes
        if response.length is not None and response.length > most:
            self.close()
            raise self._too_large(response.length)
        body = bytearray()
        # The end of a body may close the socket.
        while not response.isclosed():
            link.settimeout(_left(deadline))
            body += response.read(_PIECE)
            if len(body) > most:
                self.close()
                raise self._too_large(None)
        return body

    def _too_large(self, size: int | None) -> ModelReplyError:
        said = "" if size is None else f" ({size / 1e6:.0f} MB)"
        return ModelReplyError(
            f"{self._options.url} sent a message of more than {self._options.max_message_mb:g} MB"
            f"{said} (policy.max_message_mb)."
        )


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
