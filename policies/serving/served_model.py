"""A `Model` as the model of a simeval/1 server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simeval.errors import ModelReplyError
from simeval.policies.model import Model, ModelRequest, SessionStart
from simeval.policies.serving.served_policy import row_of


class ServedModel:
    """Hands batches of a server on to a model.

    Args:
        model: The model.
        name: Name that clients are told.
    """

    def __init__(self, model: Model, *, name: str) -> None:
        self._model = model
        self.name = name
        self.max_batch = model.largest_batch
        self.facts = dict(model.facts)

    def reset(self, sessions: list[str], seeds: list[int], instructions: list[str]) -> None:
        """Begin episodes."""
        self._model.reset(
            [
                SessionStart(session=session, seed=seed, instruction=instruction)
                for session, seed, instruction in zip(sessions, seeds, instructions, strict=True)
            ]
        )

    def act(
        self,
        sessions: list[str],
        steps: list[int],
        instructions: list[str],
        inputs: Mapping[str, Any],
    ) -> dict[str, Any]:
        """Run one forward pass.

        Raises:
            ModelReplyError: The replies have different outputs.
        """
        replies = self._model.infer(
            [
                ModelRequest(
                    session=session,
                    step=steps[row],
                    inputs=row_of(inputs, row),
                    instruction=instructions[row],
                )
                for row, session in enumerate(sessions)
            ]
        )
        names = {tuple(sorted(reply.outputs)) for reply in replies}
        if len(names) != 1:
            raise ModelReplyError(f"The model gave different outputs to its slots: {names}.")
        return {
            **{name: np.stack([reply.outputs[name] for reply in replies]) for name in names.pop()},
            "text": [reply.text for reply in replies],
            "terminate": [reply.terminate for reply in replies],
        }
