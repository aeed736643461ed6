"""One ZeroMQ request socket that never waits for ever."""

from __future__ import annotations

import math
import time

import zmq
from zmq.utils.monitor import recv_monitor_message

from simeval.errors import ModelConnectionError
from simeval.policies.remote.options import LinkOptions

_CONNECTED = zmq.Event.HANDSHAKE_SUCCEEDED
_GONE = zmq.Event.DISCONNECTED


class ZmqLink:
    """An open connection.

    ZeroMQ by itself hides a dead server: it reconnects for ever, and a request that the dead server
    had taken is never answered. The events of the socket tell us instead.

    Args:
        options: Address and patience.

    Raises:
        ModelConnectionError: Nothing answers in time.
        UsageError: The address is none.
    """

    def __init__(self, options: LinkOptions) -> None:
        self._options = options
        host, port = options.require_scheme("tcp", port=True)
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.REQ)
        self._socket.setsockopt(zmq.LINGER, 0)
        self._socket.setsockopt(zmq.MAXMSGSIZE, options.max_message_bytes)
        self._events = self._socket.get_monitor_socket(_CONNECTED | _GONE)
        try:
            self._socket.connect(f"tcp://{f'[{host}]' if host and ':' in host else host}:{port}")
            self._wait_for_server()
        except BaseException:
            self.close()
            raise

    def exchange(self, data: bytes, timeout_s: float) -> bytes:
        """Send a request and wait for its reply.

        Raises:
            ModelConnectionError: The connection is gone, or no reply comes in time.
        """
        try:
            self._socket.send(data, zmq.NOBLOCK)
        except zmq.ZMQError as error:
            raise ModelConnectionError(
                f"The connection to {self._options.url} was lost: {error}."
            ) from error
        poller = zmq.Poller()
        poller.register(self._socket, zmq.POLLIN)
        poller.register(self._events, zmq.POLLIN)
        deadline = time.monotonic() + timeout_s
        while (left := deadline - time.monotonic()) > 0:
            ready = dict(poller.poll(math.ceil(left * 1e3)))
            if self._socket in ready:
                return self._socket.recv()
            if self._events in ready and self._next_event() == _GONE:
                raise ModelConnectionError(
                    f"The connection to {self._options.url} was lost: the server closed it, or "
                    f"sent a message of more than {self._options.max_message_mb:g} MB "
                    "(policy.max_message_mb)."
                )
        raise ModelConnectionError(
            f"{self._options.url} sent no reply within {timeout_s:g} s. If the server is only "
            "slow, allow more with policy.reply_timeout_s (for the first reply "
            "policy.first_reply_timeout_s)."
        )

    def close(self) -> None:
        """Close the connection at once."""
        self._socket.disable_monitor()
        # The context waits for every socket, that of the events too.
        self._events.close(linger=0)
        self._socket.close(linger=0)
        self._context.term()

    def _wait_for_server(self) -> None:
        deadline = time.monotonic() + self._options.connect_timeout_s
        while (left := deadline - time.monotonic()) > 0:
            if self._events.poll(math.ceil(left * 1e3)) and self._next_event() == _CONNECTED:
                return
        raise ModelConnectionError(
            f"No policy server answers at {self._options.url} after "
            f"{self._options.connect_timeout_s:g} s. Start it, check the address, or allow more "
            "with policy.connect_timeout_s."
        )

    def _next_event(self) -> int:
        return int(recv_monitor_message(self._events)["event"])
