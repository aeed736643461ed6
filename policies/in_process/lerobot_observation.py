"""From named arrays to the observations of a LeRobot policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import torch

from simeval.errors import UsageError


class Feature(NamedTuple):
    """One input of a policy, under the name by which a preset gives it."""

    name: str
    shape: tuple[int, ...]
    """[C, H, W] of an image, [D] of a state."""
    is_image: bool


@dataclass(frozen=True, kw_only=True)
class ObservationLayout:
    """What a policy reads."""

    features: tuple[Feature, ...]
    """Images and states."""
    steps: int = 1
    """Control steps that it looks back, now included."""
    spare_images: int = 0
    """Images that may be missing; the policy fills them in."""
    resizes: bool = False
    """True when the policy brings images of any size to its own."""


@dataclass
class ObservationMemory:
    """The last observations of one episode, for inputs that come without a time axis."""

    at_step: dict[int, dict[str, torch.Tensor]] = field(default_factory=dict)


class ObservationReader:
    """Turns the inputs of a request into tensors.

    Args:
        layout: What the policy reads.
    """

    def __init__(self, layout: ObservationLayout) -> None:
        self._layout = layout

    def read(
        self, inputs: Mapping[str, Any], step: int, memory: ObservationMemory
    ) -> dict[str, torch.Tensor]:
        """Return float32 tensors by name: images [T, C, H, W] in [0, 1], states [T, D].

        Args:
            inputs: Images uint8 [H, W, 3] or [T, H, W, 3], states float [D] or [T, D]. What comes
                without a time axis is remembered for the next steps.
            step: Control steps executed so far.
            memory: Of the episode.

        Raises:
            UsageError: An input is missing or has another shape, or an earlier step is needed and
                was never given.
        """
        given = [feature for feature in self._layout.features if feature.name in inputs]
        self._require_all(given, inputs)
        tensors = {feature.name: self._tensor(feature, inputs[feature.name]) for feature in given}
        single = {
            feature.name: tensors[feature.name]
            for feature in given
            if tensors[feature.name].ndim == len(feature.shape)
        }
        memory.at_step[step] = single
        first = min(memory.at_step)
        needed = [max(first, step - back) for back in reversed(range(self._layout.steps))]
        for name in single:
            tensors[name] = torch.stack([self._at(memory, at, name, step) for at in needed])
        memory.at_step = {at: kept for at, kept in memory.at_step.items() if at >= needed[0]}
        return tensors

    def _at(self, memory: ObservationMemory, at: int, name: str, step: int) -> torch.Tensor:
        if name in memory.at_step.get(at, {}):
            return memory.at_step[at][name]
        raise UsageError(
            f"The network reads the last {self._layout.steps} observations, but at step {step} "
            f"nobody gave it {name!r} of step {at}. Ask it at every step (action.execute: 1 in the "
            f"preset), or give {name!r} a time axis of {self._layout.steps}."
        )

    def _require_all(self, given: Sequence[Feature], inputs: Mapping[str, Any]) -> None:
        missing = [feature for feature in self._layout.features if feature not in given]
        images = [feature for feature in missing if feature.is_image]
        if len(images) <= self._layout.spare_images and len(images) == len(missing):
            return
        names = ", ".join(repr(feature.name) for feature in missing)
        raise UsageError(
            f"The network reads {names}, which the preset does not give. It gives "
            f"{', '.join(map(repr, inputs)) or 'nothing'}."
        )

    def _tensor(self, feature: Feature, value: Any) -> torch.Tensor:
        array = np.asarray(value)
        image = feature.is_image
        kinds = "uint8 [H, W, 3]" if image else "numbers [D]"
        fits = (array.dtype == np.uint8) if image else (array.dtype.kind in "iuf")
        timed = array.ndim == len(feature.shape) + 1
        if not fits or array.ndim not in (len(feature.shape), len(feature.shape) + 1):
            raise UsageError(
                f"The input {feature.name!r} is {array.dtype} of shape {array.shape}; the network "
                f"wants {kinds}, with or without a time axis before."
            )
        if timed and len(array) != self._layout.steps:
            raise UsageError(
                f"The input {feature.name!r} has {len(array)} time steps; the network reads "
                f"{self._layout.steps}."
            )
        shape = array.shape[timed:]
        wanted = (*feature.shape[1:], feature.shape[0]) if image else feature.shape
        if shape != wanted and not (image and self._layout.resizes and shape[-1] == wanted[-1]):
            raise UsageError(
                f"The input {feature.name!r} has shape {shape}; the network was trained with "
                f"{wanted}{' (height, width, channels)' if image else ''}. Set it in the preset."
            )
        tensor = torch.from_numpy(np.array(array, dtype=np.float32))
        return torch.movedim(tensor, -1, -3) / 255.0 if image else tensor
