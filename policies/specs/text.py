"""What a network is told: the instruction, and inputs that never change."""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter

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
