"""The protocol of vla-eval's model servers, version 1.

MessagePack over a websocket. Every message is a map with ``type``, ``payload``, ``seq`` and
``timestamp``. The client says ``hello`` and is answered with what the server is; ``episode_start``
and ``episode_end`` have no answer; an ``observation`` is answered by an ``action`` with the same
``seq``. An ``error`` leaves the connection open. A server keeps one memory for each connection.

Source: github.com/allenai/vla-evaluation-harness, `vla_eval.protocol` and
`vla_eval.model_servers.serve`.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, ClassVar

from simeval import __version__
from simeval.errors import ModelReplyError
from simeval.policies.model import ModelReply, ModelRequest, SessionStart
from simeval.policies.remote.arrays import WireError
from simeval.policies.remote.codecs import VLA_EVAL, Codec
from simeval.policies.remote.options import LinkOptions
from simeval.policies.remote.patience import milliseconds_since
from simeval.policies.remote.replies import (
    action_rows,
    describe,
    number_array,
    plain,
    require_map,
    shorten,
)
from simeval.policies.remote.websocket_link import WebSocketLink
from simeval.policies.remote.websocket_model import WebSocketModel

_VERSION = 1


class VlaEvalModel(WebSocketModel):
    """Client of a vla-eval model server; `ModelRequest.inputs` is the observation."""

    protocol: ClassVar[str] = "vla-eval"
    codec: ClassVar[Codec] = VLA_EVAL

    def __init__(self, options: LinkOptions) -> None:
        super().__init__(options)
        self._seq = 0
        self._in_episode = False

    def _shake_hands(self, link: WebSocketLink) -> Any:
        self._seq, self._in_episode = 0, False
        about = {"harness_version": f"simeval {__version__}", "protocol_version": _VERSION}
        seq = self._send(link, "hello", about)
        facts = self._receive(link, "hello", seq, self._options.reply_timeout_s)
        if facts.get("protocol_version") != _VERSION:
            raise WireError(
                f"the server speaks version {facts.get('protocol_version')!r} of the protocol; "
                f"this client speaks {_VERSION}"
            )
        return plain(facts)

    def _begin(self, starts: Sequence[SessionStart], ended: Sequence[str]) -> None:
        assert self._link is not None
        if self._in_episode:
            self._send(self._link, "episode_end", {})
        for start in starts:
            self._send(
                self._link,
                "episode_start",
                {"task": {"name": start.instruction}, "seed": start.seed},
            )
        self._in_episode = True

    def _forward(self, requests: Sequence[ModelRequest]) -> list[ModelReply]:
        return [self._infer_one(request) for request in requests]

    def _infer_one(self, request: ModelRequest) -> ModelReply:
        assert self._link is not None
        started = time.perf_counter()
        seq = self._send(self._link, "observation", dict(request.inputs))
        payload = self._receive(self._link, "action", seq, self._patience_s)
        if "actions" not in payload:
            raise WireError(f"the reply is {describe(payload)}; expected 'actions'")
        others = {
            name: number_array(value, name=name)
            for name, value in payload.items()
            if name != "actions" and hasattr(value, "dtype")
        }
        return ModelReply(
            outputs={"actions": action_rows(payload["actions"], name="actions"), **others},
            timing_ms={"round_trip": milliseconds_since(started)},
        )

    def _send(self, link: WebSocketLink, kind: str, payload: dict[str, Any]) -> int:
        self._seq += 1
        message = {"type": kind, "payload": payload, "seq": self._seq, "timestamp": time.time()}
        link.send(self.codec.pack(message))
        return self._seq

    def _receive(
        self, link: WebSocketLink, kind: str, seq: int, timeout_s: float
    ) -> dict[str, Any]:
        """Wait for a message of this kind that answers the one numbered `seq`."""
        message = require_map(self.codec.unpack(link.receive(timeout_s)))
        payload = message.get("payload")
        if message.get("type") == "error":
            text = payload.get("error", payload) if isinstance(payload, dict) else payload
            raise ModelReplyError(
                f"{self._options.url} reported an error: {shorten(str(text)) or 'no text'}"
            )
        if message.get("type") != kind or message.get("seq") != seq:
            raise WireError(
                f"a message of type {message.get('type')!r} with number {message.get('seq')!r}; "
                f"expected {kind!r} with number {seq}"
            )
        return require_map(payload)
