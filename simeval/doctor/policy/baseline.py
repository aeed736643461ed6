"""The shipped preset that a preset is held against."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from simeval.errors import UsageError
from simeval.policies.pipeline.statistics import ActionStatistics, load_statistics
from simeval.policies.presets import load_preset, preset_names
from simeval.policies.specs import Preset

NONE = "none"

_HARDLY_ANY = 8

# What people may change without touching the meaning of a number.
_PROSE = frozenset({"name", "summary", "sources", "unverified", "family", "robot"})


class Difference(NamedTuple):
    """A field with another value than in the baseline."""

    field: str
    """Path in the preset, e.g. ``action.gripper.meaning``."""
    here: Any
    """In the preset under test."""
    there: Any
    """In the baseline."""


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """A preset that is taken to be right."""

    preset: Preset
    """The shipped preset."""
    statistics: ActionStatistics | None
    """With which it scales."""
    guessed: bool
    """True where it is of another family, and only the nearest of the robot."""
    comparable: bool
    """False where it scales with statistics that are not there."""
    differences: tuple[Difference, ...]
    """Every field in which the preset under test differs."""

    def differing(self, *fields: str) -> str | None:
        """Say how to undo the differences at and below some fields; None if there are none."""
        found = [
            f"{item.field} is {_shown(item.here)}; in {self.preset.name} it is {_shown(item.there)}"
            for item in self.differences
            if any(_touch(item.field, field) for field in fields)
        ]
        return "; ".join(found) or None


def find_baseline(
    preset: Preset,
    statistics: ActionStatistics | None,
    *,
    against: str = "",
    statistics_file: str | None = None,
) -> Baseline | None:
    """Return what a preset is held against; None where there is nothing.

    Args:
        preset: Under test.
        statistics: With which it scales.
        against: Name of a preset; empty takes, of the shipped ones of the same family and robot,
            the one with the fewest differences, or of another family if it has hardly any;
            ``"none"`` takes none.
        statistics_file: Where `statistics` come from.

    Raises:
        UsageError: `against` is of another robot.
        UnknownNameError: There is no such preset.
    """
    if against == NONE:
        return None
    if against:
        chosen = load_preset(against)
        if chosen.robot != preset.robot:
            raise UsageError(
                f"against={against} is a preset of the robot {chosen.robot}; {preset.name} is one "
                f"of {preset.robot}. See: simeval ls presets"
            )
        candidates = [chosen]
    else:
        candidates = _like(preset)
    if not candidates:
        return None
    nearest = min(
        candidates,
        key=lambda one: (len(differences(preset, one)), one.name != Path(preset.name).stem),
    )
    same_scale = preset.action.unnormalise == nearest.action.unnormalise
    found = statistics if same_scale else _statistics(nearest, statistics_file)
    return Baseline(
        preset=nearest,
        guessed=not against and nearest.family != preset.family,
        statistics=found,
        comparable=found is not None or nearest.action.unnormalise is None,
        differences=tuple(differences(preset, nearest)),
    )


def differences(preset: Preset, other: Preset) -> list[Difference]:
    """Return every field with another value, but for prose."""
    return list(_differences(_plain(preset), _plain(other), ""))


def _like(preset: Preset) -> list[Preset]:
    """Return the shipped presets of the family, or those of the robot that are nearly the same."""
    of_robot = [
        shipped for shipped in map(load_preset, preset_names()) if shipped.robot == preset.robot
    ]
    family = [shipped for shipped in of_robot if shipped.family == preset.family]
    return family or [
        shipped for shipped in of_robot if len(differences(preset, shipped)) <= _HARDLY_ANY
    ]


def _statistics(preset: Preset, file: str | None) -> ActionStatistics | None:
    spec = preset.action.unnormalise
    if spec is None:
        return None
    try:
        return load_statistics(spec, width=preset.action.width, file=file)
    except UsageError:
        # A file of one's own training need not have the dataset of the original, or its columns.
        return None


def _touch(one: str, other: str) -> bool:
    """Whether one path is the other, above it or below it."""
    short, long = sorted((one, other), key=len)
    return long == short or long.startswith((f"{short}.", f"{short}["))


def _plain(preset: Preset) -> dict[str, Any]:
    values = dataclasses.asdict(preset)
    return {name: value for name, value in values.items() if name not in _PROSE}


def _differences(here: Any, there: Any, path: str) -> Iterator[Difference]:
    if isinstance(here, Mapping) and isinstance(there, Mapping):
        for name in sorted({*here, *there}):
            inner = f"{path}.{name}" if path else str(name)
            yield from _differences(here.get(name), there.get(name), inner)
    elif _is_records(here) and _is_records(there) and len(here) == len(there):
        for index, (one, other) in enumerate(zip(here, there, strict=True)):
            yield from _differences(one, other, f"{path}[{index}]")
    elif here != there:
        yield Difference(path, here, there)


def _is_records(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Mapping)


def _shown(value: Any) -> str:
    return "null" if value is None else f"{value}"
