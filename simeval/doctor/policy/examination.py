"""What every check is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simeval.doctor.policy.baseline import Baseline
from simeval.doctor.policy.check import Check
from simeval.doctor.policy.recording import Recording, follow
from simeval.doctor.policy.stage import Stage
from simeval.doctor.policy.subject import Subject
from simeval.policies.model import ModelReply
from simeval.policies.pipeline.proprioception import State

FloatArray = npt.NDArray[np.float64]


class Exchange(NamedTuple):
    """A question to the network."""

    state: State
    """Of the robot."""
    reply: ModelReply
    """What it said."""


@dataclass(frozen=True, kw_only=True)
class Examination:
    """A policy, the preset it is held against, and what it is asked about."""

    subject: Subject
    """Under examination."""
    baseline: Baseline | None
    """None where there is no preset, or no shipped one like it."""
    recordings: tuple[Recording, ...]
    """What it is asked about; at least two."""
    stage: Stage | None
    """None where there is no environment for the robot."""
    no_stage: str = ""
    """Why there is none."""

    @property
    def answers(self) -> tuple[FloatArray, ...]:
        """What the policy does at every step of every recording, float [T, action_size] each.

        Raises:
            SimevalError: It cannot be asked, or its answer is no action.
        """
        return self._followed[0]

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """What its network replied to every question behind the answers; () for a closed box.

        Raises:
            SimevalError: It cannot be asked, or its answer is no action.
        """
        return self._followed[1]

    @cached_property
    def _followed(self) -> tuple[tuple[FloatArray, ...], tuple[Exchange, ...]]:
        model, answers = self.subject.model, []
        exchanges: list[Exchange] = []
        for recording in self.recordings:
            before = 0 if model is None else len(model.replies)
            answers.append(follow(self.subject.policy, recording, steps=recording.steps))
            if model is not None:
                said = zip(model.requests[before:], model.replies[before:], strict=True)
                exchanges += [
                    Exchange(recording.states[request.step], reply) for request, reply in said
                ]
        return tuple(answers), tuple(exchanges)

    @property
    def looks(self) -> bool:
        """True where the policy reads frames."""
        return self.subject.policy.spec.cameras != ()


Checker = Callable[[Examination], Iterator[Check]]
