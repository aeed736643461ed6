"""What a number means: every choice that a success rate depends on besides the policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Literal

from simeval.canonical_json import short_hash
from simeval.instructions import InstructionEvent
from simeval.real_time import RealTime

SuccessRule = Literal["last_step", "any_step"]
SUCCESS_RULES: tuple[SuccessRule, ...] = ("last_step", "any_step")

# Fields that are spelt out only where they apply.
_OPTIONAL = ("instruction_events", "real_time", "goal_images")


@dataclass(frozen=True, kw_only=True)
class Protocol:
    """Everything that fixes what a result of one task means.

    Two results may be compared only when their protocol ids are equal, or when the user is told
    which fields differ. Facts about the policy are not part of it.
    """

    task: str
    """Task name."""
    variant: str
    """Variant name, "default" for the unchanged task."""
    env_id: str
    """Gymnasium id with version; a change in behaviour is a new version."""
    instruction: str
    """Language instruction that the policy is given."""
    episode_ids: tuple[int, ...]
    """Initial conditions that are run."""
    seeds: tuple[int, ...]
    """Repetitions of each initial condition."""
    horizon_steps: int
    """Control steps of an episode."""
    success_rule: SuccessRule
    """"last_step": success when the episode ends; "any_step": success at any step ends it."""
    control_hz: int
    """Actions per second."""
    sim_hz: int
    """Physics steps per second."""
    camera: str
    """Camera whose frames the policy reads."""
    image_size: tuple[int, int]
    """Frame size, (width, height) in pixels."""
    shader: str
    """Shader pack of the renderer."""
    asset_set: str
    """Where geometry and textures come from."""
    asset_hash: str
    """Content hash of the asset files in use."""
    stand_ins: tuple[str, ...]
    """Asset files that are missing and what replaces each of them."""
    instruction_events: tuple[InstructionEvent, ...] = ()
    """Changes of the instruction within episodes."""
    real_time: RealTime | None = None
    """How the world moves while the policy thinks; null: it waits."""
    goal_images: str | None = None
    """Hash of the goal images that the policy is given; null: none."""

    @cached_property
    def id(self) -> str:
        """Twelve hex digits that change when any field changes."""
        return short_hash(self.to_json())

    def to_json(self) -> dict[str, Any]:
        """Return the fields as JSON values.

        Fields that do not apply are left out, so that the ids from before they existed hold.
        """
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
            if value or name not in _OPTIONAL
        }

    def events_of(self, episode_id: int) -> tuple[InstructionEvent, ...]:
        """Return the changes of the instruction in an episode."""
        own = tuple(event for event in self.instruction_events if event.episode_id == episode_id)
        return own or tuple(event for event in self.instruction_events if event.episode_id is None)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Protocol:
        """Read a protocol back from its JSON values."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in data.items()
        }
        events = values.get("instruction_events", ())
        values["instruction_events"] = tuple(InstructionEvent(**event) for event in events)
        if "real_time" in values:
            values["real_time"] = RealTime(**values["real_time"])
        return cls(**values)


def protocol_differences(first: Protocol, second: Protocol) -> dict[str, tuple[Any, Any]]:
    """Return the fields in which two protocols differ, with both values."""
    one, two = first.to_json(), second.to_json()
    names = dict.fromkeys([*one, *two])
    return {
        name: (one.get(name), two.get(name)) for name in names if one.get(name) != two.get(name)
    }
