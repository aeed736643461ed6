"""RoboArena's dialect of openpi's protocol.

Every request names its ``endpoint``, ``infer`` or ``reset``; a reset is answered by a text message.
The first message of the server says what it wants (`PolicyServerConfig`). A reply to ``infer`` is
an array [N, D], or a map with it; the robot executes all N actions.

Source: github.com/robo-arena/roboarena, `roboarena.policy_server`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from simeval.errors import ModelReplyError
from simeval.policies.model import ModelReply, ModelRequest, SessionStart
from simeval.policies.remote.openpi import OpenPiModel, read_reply
from simeval.policies.remote.replies import shorten

_RESET_DONE = "reset successful"


class RoboArenaModel(OpenPiModel):
    """Client of a RoboArena server."""

    protocol: ClassVar[str] = "roboarena"
    one_memory: ClassVar[bool] = True

    def _begin(self, starts: Sequence[SessionStart], ended: Sequence[str]) -> None:
        assert self._link is not None
        for start in starts:
            self._link.send(
                self.codec.pack({"endpoint": "reset", **self._session_id(start.session)})
            )
            answer = self._link.receive_any(self._patience_s)
            text = answer if isinstance(answer, str) else self.codec.unpack(answer)
            if text != _RESET_DONE:
                raise ModelReplyError(
                    f"{self._options.url} answered a reset with {shorten(str(text))!r}; expected "
                    f"{_RESET_DONE!r}."
                )

    def _infer_one(self, request: ModelRequest) -> ModelReply:
        reply, round_trip_ms = self._ask(self._message(request))
        match reply:
            case np.ndarray():
                reply = {"actions": reply}
            case {"action": actions, **others} if "actions" not in reply:
                reply = {"actions": actions, **others}
        return read_reply(reply, round_trip_ms)

    def _message(self, request: ModelRequest) -> dict[str, Any]:
        return {**request.inputs, "endpoint": "infer", **self._session_id(request.session)}

    def _session_id(self, session: str) -> dict[str, str]:
        wanted = isinstance(self._server, dict) and self._server.get("needs_session_id")
        return {"session_id": session} if wanted else {}
