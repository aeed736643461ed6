"""One websocket connection that never waits for ever."""

from __future__ import annotations

import socket
import struct
from contextlib import ExitStack, suppress

from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidStatus,
    InvalidURI,
)
from websockets.sync.client import ClientConnection, connect

from simeval.errors import ModelConnectionError, ModelReplyError, UsageError
from simeval.policies.remote.options import LinkOptions
from simeval.policies.remote.patience import keep_trying
from simeval.policies.remote.replies import shorten

_CLOSE_TIMEOUT_S = 1.0
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_MESSAGE_TOO_BIG = 1009
# Answers of proxies whose server is still starting.
_NOT_YET = (502, 503, 504)


class WebSocketLink:
    """An open connection.

    Keepalive pings are off: a server that compiles its network does not answer them for minutes,
    and a client that insisted would cut the connection. Time-outs find dead servers instead.

    Args:
        options: Address and patience.

    Raises:
        ModelConnectionError: Nothing answers in time.
        UsageError: The address is none.
    """

    def __init__(self, options: LinkOptions) -> None:
        self._options = options
        self._stack = ExitStack()
        host, _ = options.require_scheme("ws", "wss")
        headers = {"Authorization": f"Api-Key {options.api_key}"} if options.api_key else None

        def attempt(seconds: float) -> ClientConnection:
            try:
                return self._stack.enter_context(
                    connect(
                        options.url,
                        additional_headers=headers,
                        compression=None,
                        max_size=options.max_message_bytes,
                        open_timeout=seconds,
                        ping_interval=None,
                        close_timeout=_CLOSE_TIMEOUT_S,
                        proxy=None if host in _LOOPBACK else True,
                    )
                )
            except InvalidURI as error:
                raise UsageError(f"policy.url={options.url!r} is no address: {error}.") from error
            except InvalidStatus as error:
                if error.response.status_code in _NOT_YET:
                    raise ConnectionError(str(error)) from error
                raise ModelConnectionError(
                    f"{options.url} is no policy server of this protocol: it refused the "
                    f"websocket ({error}). Check address and policy.protocol."
                ) from error
            except InvalidHandshake as error:
                raise ConnectionError(str(error)) from error

        self._connection = keep_trying(attempt, options)
        self._limit_sending(options.reply_timeout_s)

    def send(self, data: bytes) -> None:
        """Send a binary message.

        Raises:
            ModelConnectionError: The connection is gone, or nobody reads.
        """
        try:
            self._connection.send(data)
        except (ConnectionClosed, OSError) as error:
            raise self._lost(error) from error

    def receive(self, timeout_s: float) -> bytes:
        """Wait for a binary message.

        Raises:
            ModelConnectionError: The connection is gone, or no message comes in time.
            ModelReplyError: A text message came: these protocols send errors so.
        """
        message = self.receive_any(timeout_s)
        if isinstance(message, str):
            raise ModelReplyError(
                f"{self._options.url} reported an error: {shorten(message) or 'no text'}"
            )
        return message

    def receive_any(self, timeout_s: float) -> bytes | str:
        """Wait for a message, binary or text.

        Raises:
            ModelConnectionError: The connection is gone, or no message comes in time.
        """
        try:
            return self._connection.recv(timeout=timeout_s)
        except TimeoutError as error:
            raise ModelConnectionError(
                f"{self._options.url} sent no reply within {timeout_s:g} s. If the server is only "
                "slow, allow more with policy.reply_timeout_s (for the first reply "
                "policy.first_reply_timeout_s)."
            ) from error
        except (ConnectionClosed, OSError) as error:
            raise self._lost(error) from error

    def close(self) -> None:
        """Close the connection; at once if the other side does not answer."""
        with suppress(Exception):
            self._stack.close()

    def _lost(self, error: Exception) -> ModelConnectionError | ModelReplyError:
        options = self._options
        sent = error.sent.code if isinstance(error, ConnectionClosed) and error.sent else None
        if sent == _MESSAGE_TOO_BIG:
            return ModelReplyError(
                f"{options.url} sent a message of more than {options.max_message_mb:g} MB "
                "(policy.max_message_mb)."
            )
        reason = shorten(str(error)) or type(error).__name__
        return ModelConnectionError(f"The connection to {options.url} was lost: {reason}.")

    def _limit_sending(self, seconds: float) -> None:
        """Let the kernel end a send that a stopped server never takes."""
        whole, rest = divmod(seconds, 1.0)
        limit = struct.pack("ll", int(whole), int(rest * 1e6))
        self._connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
