"""What a network is told: the instruction, facts of the episode, and inputs that never change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Literal

from simeval.errors import UsageError
from simeval.policies.specs.checks import check


@dataclass(frozen=True, kw_only=True)
class TextSpec:
    """How the instruction is put to the network."""

    key: tuple[str, ...]
    """Where in the inputs of the network; several names for nested inputs."""
    template: str = "{instruction}"
    """The prompt; ``{instruction}`` is replaced."""
    lowercase: bool = False
    """Lower the case of the instruction, not of the template."""
    as_list: bool = False
    """A list with one text instead of a text."""

    def __post_init__(self) -> None:
        check(bool(self.key), "The text needs a key: the name of the network's input.")
        try:
            parts = list(Formatter().parse(self.template))
        except ValueError as error:
            raise UsageError(f"text.template {self.template!r} is not valid: {error}.") from error
        fields = [field for _, field, _, _ in parts if field is not None]
        plain = all(not form and not conversion for _, _, form, conversion in parts)
        check(
            plain and set(fields) == {"instruction"},
            f"text.template is {self.template!r}; it must hold {{instruction}} and no other field.",
        )


@dataclass(frozen=True, kw_only=True)
class Constant:
    """An input that is always the same."""

    key: tuple[str, ...]
    """Where in the inputs of the network."""
    value: str | int | float | bool
    """What it is."""

    def __post_init__(self) -> None:
        check(bool(self.key), f"The constant {self.value!r} needs a key.")


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """An input that says something of the episode."""

    key: tuple[str, ...]
    """Where in the inputs of the network."""
    fact: Literal["robot", "task", "variant", "episode_id", "control_hz", "horizon_steps", "step"]
    """robot (of the preset), task, variant, episode_id, control_hz, horizon_steps, or step: control
    steps executed so far."""
    rename: Mapping[str, str] = field(default_factory=dict)
    """What the network calls a text fact, by simeval's name; others go as they are."""

    def __post_init__(self) -> None:
        check(bool(self.key), f"The metadata {self.fact!r} need a key.")
        check(
            not self.rename or self.fact in ("robot", "task", "variant"),
            f"The metadata {self.fact!r} are a number; only robot, task and variant are renamed.",
        )
