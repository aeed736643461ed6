"""Everything that a network gets."""

from __future__ import annotations

from dataclasses import dataclass

from simeval.policies.specs.camera import CameraSpec, GoalSpec
from simeval.policies.specs.checks import check
from simeval.policies.specs.state import StateVector
from simeval.policies.specs.text import Constant, Metadata, TextSpec


@dataclass(frozen=True, kw_only=True)
class ObservationSpec:
    """The inputs of a network."""

    cameras: tuple[CameraSpec, ...]
    """Image inputs."""
    state: tuple[StateVector, ...] = ()
    """State inputs."""
    text: TextSpec
    """The instruction."""
    constants: tuple[Constant, ...] = ()
    """Inputs that are always the same."""
    goals: tuple[GoalSpec, ...] = ()
    """Images of what is wanted."""
    metadata: tuple[Metadata, ...] = ()
    """Facts of the episode."""

    def __post_init__(self) -> None:
        check(bool(self.cameras), "observation.cameras is empty; at least one camera is needed.")
        names = {camera.camera for camera in self.cameras}
        check(
            None not in names or len(names) == 1,
            "Some cameras name a camera of the environment and some leave it null; name all or "
            "none.",
        )
        keys = [camera.key for camera in self.cameras]
        keys += [camera.mask_key for camera in self.cameras if camera.mask_key]
        keys += [vector.key for vector in self.state]
        keys += [self.text.key, *(constant.key for constant in self.constants)]
        keys += [goal.key for goal in self.goals] + [item.key for item in self.metadata]
        for index, key in enumerate(keys):
            clash = any(_overlap(key, other) for other in keys[index + 1 :])
            check(not clash, f"Two inputs of the network share the key {'/'.join(key)!r}.")

    @property
    def deltas(self) -> tuple[int, ...]:
        """Control steps, relative to an inference, at which images are taken; ascending."""
        return tuple(sorted({delta for camera in self.cameras for delta in camera.history}))


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
