"""The protocol of openpi's ``serve_policy.py``.

MessagePack over a websocket: the server sends its metadata, then each request is one observation
and each reply one map with ``actions`` [H, D]. It knows neither batches nor episodes, so any number
of slots may share a connection, one after the other. An error comes as a text message, after which
the server closes.

Source: github.com/Physical-Intelligence/openpi, `openpi.serving.websocket_policy_server`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from simeval.policies.model import ModelReply, ModelRequest, SessionStart
from simeval.policies.remote.arrays import WireError
from simeval.policies.remote.replies import (
    action_rows,
    describe,
    number_array,
    plain,
    require_map,
    timings,
)
from simeval.policies.remote.websocket_link import WebSocketLink
from simeval.policies.remote.websocket_model import WebSocketModel


class OpenPiModel(WebSocketModel):
    """Client of an openpi server; `ModelRequest.inputs` is the observation, sent as it is."""

    protocol: ClassVar[str] = "openpi"
    one_memory: ClassVar[bool] = False

    @property
    def largest_batch(self) -> int:
        """One: the server adds the batch dimension itself."""
        return 1

    def _shake_hands(self, link: WebSocketLink) -> Any:
        return plain(require_map(super()._shake_hands(link)))

    def _begin(self, starts: Sequence[SessionStart], ended: Sequence[str]) -> None:
        """Nothing to say: the protocol has no reset."""

    def _forward(self, requests: Sequence[ModelRequest]) -> list[ModelReply]:
        return [self._infer_one(request) for request in requests]

    def _infer_one(self, request: ModelRequest) -> ModelReply:
        reply, round_trip_ms = self._ask(self._message(request))
        return read_reply(reply, round_trip_ms)

    def _message(self, request: ModelRequest) -> dict[str, Any]:
        return dict(request.inputs)


def read_reply(reply: Any, round_trip_ms: float) -> ModelReply:
    """Read ``actions`` and the other arrays, text and times of a reply.

    Raises:
        WireError: There are no actions.
        ActionError: They have the wrong shape or are not finite.
    """
    fields = require_map(reply)
    if "actions" not in fields:
        raise WireError(f"the reply is {describe(fields)}; expected 'actions'")
    arrays = {
        name: number_array(value, name=name)
        for name, value in fields.items()
        if name != "actions" and hasattr(value, "dtype")
    }
    text = fields.get("text")
    return ModelReply(
        outputs={"actions": action_rows(fields["actions"], name="actions"), **arrays},
        text=text if isinstance(text, str) else None,
        timing_ms={
            **timings(fields.get("policy_timing")),
            **timings(fields.get("server_timing")),
            "round_trip": round_trip_ms,
        },
    )
