"""`run.json`: what was asked for, what it means, and every session that worked on it."""

from __future__ import annotations

import copy
import dataclasses
import functools
import operator
from dataclasses import dataclass, field
from typing import Any

from simeval.canonical_json import short_hash
from simeval.episodes import SEED_RULE
from simeval.protocol import Protocol
from simeval.runlog.record import SCHEMA_VERSION


@dataclass(frozen=True, kw_only=True)
class PolicyChoice:
    """A registered policy with its options."""

    name: str
    """Name in the policy registry."""
    options: dict[str, Any]
    """Every option that may change an action, defaults included."""
    execution_options: dict[str, Any] = field(default_factory=dict)
    """The others, such as time-outs; a run is resumed under any of them. Dots lead into maps."""

    @property
    def all_options(self) -> dict[str, Any]:
        """Every option in its place."""
        options = copy.deepcopy(self.options)
        for key, value in self.execution_options.items():
            *path, name = key.split(".")
            functools.reduce(operator.getitem, path, options)[name] = value
        return options


@dataclass(frozen=True, kw_only=True)
class RunSpec:
    """What fixes the content of a run folder; a run is resumed only under an equal one."""

    suite: str
    """Suite name."""
    policy: PolicyChoice
    """The policy under test."""
    protocols: tuple[dict[str, Any], ...]
    """One protocol per task, in the order of the suite, with every field spelt out."""
    videos: str
    """Which episodes are filmed: none, failures or all."""
    video_every: int
    """A frame is filmed each time this many control steps have passed."""
    video_speed: float
    """How much faster than real time a video plays."""
    video_text: bool | None = None
    """Whether videos show what is said; null means where the policy says something."""
    goals: str | None = None
    """Folder of the goal images; their hash is in the protocols, so it may move."""

    @property
    def hash(self) -> str:
        """Eight hex digits that change when any field changes."""
        return short_hash(self.identity(), digits=8)

    def identity(self) -> dict[str, Any]:
        """Return the fields in which a run and the run that resumes it are equal."""
        fields = dataclasses.asdict(self)
        del fields["policy"]["execution_options"], fields["goals"]
        # Runs from before this field existed are resumed.
        if fields["video_text"] is None:
            del fields["video_text"]
        return fields

    def parsed_protocols(self) -> tuple[Protocol, ...]:
        """The protocols as objects."""
        return tuple(Protocol.from_json(data) for data in self.protocols)


@dataclass(frozen=True, kw_only=True)
class PolicyFacts:
    """What the policy says about itself once it is built."""

    name: str
    """Name in tables."""
    cameras: tuple[str, ...] | None
    """Cameras it reads; null means the camera of the task, empty means none."""
    privileged: bool
    """True when it reads object poses from the simulator."""
    config: dict[str, Any]
    """Every option that changes its actions."""


@dataclass(frozen=True, kw_only=True)
class Session:
    """One start of the program on this run folder."""

    started_at: str
    """ISO 8601 in UTC."""
    arguments: tuple[str, ...]
    """What was typed after `simeval run`."""
    config: dict[str, Any]
    """The resolved configuration, defaults included."""
    workers: int
    """Worker processes."""
    simeval_version: str
    """Version of this package."""
    git_commit: str | None
    """Commit of the checkout that the package runs from; null for an installed package."""
    git_dirty: bool | None
    """True when that checkout had uncommitted changes."""
    python: str
    """Python version."""
    packages: dict[str, str]
    """Versions of the packages that results depend on."""
    machine: dict[str, str]
    """Host facts: operating system, CPU, cores, memory, GPU."""
    renderer: str | None = None
    """Vulkan device as the renderer names it; null until an environment was built."""


@dataclass(frozen=True, kw_only=True)
class RunInfo:
    """The content of `run.json`."""

    schema_version: int = SCHEMA_VERSION
    """Version of this list of fields and of the episode records."""
    spec: RunSpec
    """What fixes the content of the run."""
    spec_hash: str
    """Hash of the spec."""
    protocol_ids: dict[str, str]
    """Protocol id of each task and variant, as "task/variant"."""
    seed_rule: str = SEED_RULE
    """How the seeds of an episode follow from its key."""
    policy: PolicyFacts | None = None
    """What the policy says about itself; null until it was built."""
    sessions: tuple[Session, ...] = ()
    """Every start of the program on this folder, oldest first."""

    @property
    def policy_name(self) -> str:
        """What the policy calls itself; until it was built, its name in the registry."""
        return self.spec.policy.name if self.policy is None else self.policy.name
