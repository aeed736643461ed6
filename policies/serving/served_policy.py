"""A registered policy as the model of a simeval/1 server; `RemotePolicy` is its client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from simeval.errors import UsageError
from simeval.policies.interface import ActionChunk, EpisodeContext, Observation, Policy


class ServedPolicy:
    """Runs one policy object for each running episode; a policy remembers one episode at a time.

    Args:
        build: Makes a policy.

    Raises:
        UsageError: The policy reads object poses, which no client sends.
    """

    # A policy sees one observation at a time, and its chunks may differ in length.
    max_batch = 1

    def __init__(self, build: Callable[[], Policy]) -> None:
        self._build = build
        self._idle = [build()]
        self._running: dict[str, Policy] = {}
        self._begun: dict[str, tuple[int, str]] = {}
        spec = self._idle[0].spec
        if spec.privileged:
            raise UsageError(
                f"The policy {spec.name!r} reads object poses from the simulator; a server does "
                "not get them."
            )
        self.name = spec.name
        self.facts = {"cameras": spec.cameras, "config": dict(spec.config)}

    def reset(self, sessions: list[str], seeds: list[int], instructions: list[str]) -> None:
        """Begin episodes; a policy is told of its own with the first observation."""
        self.close(sessions)
        for session, seed, instruction in zip(sessions, seeds, instructions, strict=True):
            self._begun[session] = (seed, instruction)

    def act(
        self,
        sessions: list[str],
        steps: list[int],
        instructions: list[str],
        inputs: Mapping[str, Any],
    ) -> dict[str, Any]:
        """Ask the policy of the session."""
        chunks = [
            self._act_one(session, steps[row], instructions[row], row_of(inputs, row))
            for row, session in enumerate(sessions)
        ]
        return {
            "actions": np.stack([chunk.actions for chunk in chunks]),
            "text": [chunk.text for chunk in chunks],
            "terminate": [chunk.terminate for chunk in chunks],
        }

    def close(self, sessions: list[str]) -> None:
        """End episodes; their policies are used again."""
        for session in sessions:
            self._begun.pop(session, None)
            if session in self._running:
                self._idle.append(self._running.pop(session))

    def _act_one(
        self, session: str, step: int, instruction: str, inputs: Mapping[str, Any]
    ) -> ActionChunk:
        if session not in self._running:
            seed, first_instruction = self._begun[session]
            policy = self._idle.pop() if self._idle else self._build()
            self._running[session] = policy
            policy.reset(
                EpisodeContext(
                    instruction=first_instruction, seed=seed, **_plain(inputs["episode"])
                )
            )
        return self._running[session].act(
            Observation(
                step=step,
                instruction=instruction,
                frames=inputs["frames"],
                state=inputs["state"],
                goals=inputs.get("goals", {}),
            )
        )


def row_of(batch: Any, row: int) -> Any:
    """Return one row of a batch: of an array, a list, or a map of them."""
    if isinstance(batch, Mapping):
        return {key: row_of(value, row) for key, value in batch.items()}
    return batch[row]


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value.item() if isinstance(value, np.generic) else value
        for key, value in values.items()
    }
