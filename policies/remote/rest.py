"""The REST protocol of OpenVLA, OpenVLA-OFT and AutoEval.

``POST /act`` with the inputs as JSON with json-numpy arrays; the reply is an action [D] or a chunk
[H, D], as an array, as nested lists, as ``{"action": ...}``, or as JSON text within JSON.
OpenVLA's and OFT's servers answer a failure with the text "error" and status 200. AutoEval's
servers have ``POST /reset`` besides; the others have not, and remember nothing.

Sources: github.com/openvla/openvla and github.com/moojink/openvla-oft, `vla-scripts/deploy.py`;
github.com/zhouzypaul/auto_eval, `auto_eval/policy_server` and `auto_eval/robot/policy_clients.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from simeval.errors import ModelReplyError
from simeval.policies.model import ModelReply, ModelRequest, SessionStart
from simeval.policies.remote.http_model import HttpModel
from simeval.policies.remote.json_numpy import pack_json, unpack_json
from simeval.policies.remote.replies import action_rows, require_map, shorten

_NO_SUCH_PAGE = (404, 405)
_JSON = "application/json"
_ACTION_KEYS = ("action", "actions")


class RestModel(HttpModel):
    """Client of a REST server; `ModelRequest.inputs` is the body of ``POST /act``."""

    protocol: ClassVar[str] = "rest"

    def _begin(self, starts: Sequence[SessionStart], ended: Sequence[str]) -> None:
        assert self._link is not None
        for _ in starts:
            reply, _ = self._post("/reset", b"", content_type=_JSON)
            # A server that cannot be reset remembers nothing.
            self._link.harmless_to_reopen = reply.status in _NO_SUCH_PAGE
            if not self._link.harmless_to_reopen:
                self._require_good(reply)

    def _forward(self, requests: Sequence[ModelRequest]) -> list[ModelReply]:
        return [self._infer_one(request) for request in requests]

    def _infer_one(self, request: ModelRequest) -> ModelReply:
        reply, round_trip_ms = self._post(
            "/act", pack_json(dict(request.inputs)), content_type=_JSON
        )
        self._require_good(reply)
        return ModelReply(
            outputs={"actions": action_rows(self._actions(reply.body), name="actions")},
            timing_ms={"round_trip": round_trip_ms},
        )

    def _actions(self, body: bytearray) -> Any:
        value = unpack_json(body)
        if isinstance(value, str) and value.lstrip().startswith(("{", "[")):
            value = unpack_json(value.encode())
        if isinstance(value, str):
            raise ModelReplyError(
                f"{self._options.url} reported an error: {shorten(value) or 'no text'} (its log "
                "has the cause)"
            )
        if isinstance(value, dict):
            fields = require_map(value)
            found = [key for key in _ACTION_KEYS if key in fields]
            if not found:
                raise ModelReplyError(
                    f"{self._options.url} answered with the keys {', '.join(fields) or 'none'}; "
                    f"expected {' or '.join(_ACTION_KEYS)}."
                )
            return fields[found[0]]
        return value
