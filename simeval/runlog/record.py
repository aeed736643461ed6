"""The record of one finished episode: one line of `episodes.jsonl`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simeval.episodes import EpisodeKey
from simeval.instructions import InstructionChange

SCHEMA_VERSION = 1

EndReason = Literal["horizon", "success", "policy"]


@dataclass(frozen=True, kw_only=True)
class EpisodeTiming:
    """Where the wall time of an episode went; the only fields that differ between equal runs."""

    finished_at: str
    """When the episode ended, ISO 8601 in UTC."""
    wall_s: float
    """From the start of the reset to the end of the last file written, in seconds."""
    build_s: float
    """Building the environment, 0 when it was reused, in seconds; not part of wall_s."""
    reset_s: float
    """Resetting the environment, in seconds."""
    env_s: float
    """Stepping the environment, in seconds."""
    policy_s: float
    """Inside the policy, in seconds."""
    render_s: float
    """Rendering frames for the policy and the video, in seconds."""
    write_s: float
    """Encoding the video and writing files, in seconds."""


@dataclass(frozen=True, kw_only=True)
class PolicyText:
    """Something that the policy said."""

    step: int
    """Control steps executed before it was said."""
    text: str
    """What it said."""


@dataclass(frozen=True, kw_only=True)
class EpisodeRecord:
    """One finished episode."""

    schema_version: int = SCHEMA_VERSION
    """Version of this list of fields."""
    suite: str
    """Suite name."""
    task: str
    """Task name."""
    variant: str
    """Variant name."""
    episode_id: int
    """Initial condition of the task."""
    seed: int
    """Repetition."""
    protocol_id: str
    """Id of the protocol under which the episode ran; spelt out in run.json."""
    status: Literal["scored", "unscored"]
    """"unscored": lost to infrastructure, neither success nor failure of the policy."""
    reason: str | None = None
    """Why an unscored episode was lost."""
    attempts: int = 1
    """How often the episode was started in the session that finished it."""
    instruction: str | None = None
    """Language instruction that the policy was given at the start."""
    instruction_changes: tuple[InstructionChange, ...] = ()
    """Instructions that it was given later, in order."""
    env_seed: int
    """Seed of the environment, derived from the key."""
    policy_seed: int
    """Seed of the policy, derived from the key."""
    success: bool | None = None
    """Outcome under the success rule of the protocol; null when unscored."""
    progress: float | None = None
    """Progress of the task in [0, 1] at the end, 1 or 0 where it reports none."""
    steps: int = 0
    """Control steps executed."""
    ended_by: EndReason | None = None
    """What ended the episode; null when unscored."""
    first_success_step: int | None = None
    """Number of the first step (from 1) after which the task was solved, if ever."""
    final: dict[str, bool] | None = None
    """Each sub-metric after the last step."""
    ever: dict[str, bool] | None = None
    """Each sub-metric: true at any step."""
    policy_text: tuple[PolicyText, ...] = ()
    """What the policy said, in order."""
    freshness: dict[str, int] | None = None
    """Steps executed with a fresh, stale or held action; null where the world waits."""
    steps_file: str | None = None
    """Per-step arrays, relative to the run folder."""
    video_file: str | None = None
    """Video, relative to the run folder."""
    strip_file: str | None = None
    """Film strip of key frames, relative to the run folder."""
    timing: EpisodeTiming | None = None
    """Where the time went; null when unscored."""

    def __post_init__(self) -> None:
        if self.status == "scored" and self.success is None:
            raise ValueError("a scored episode needs success")
        # Written so that NaN is refused too.
        if self.progress is not None and not 0 <= self.progress <= 1:
            raise ValueError(f"progress is {self.progress}, allowed: 0 to 1")

    @property
    def key(self) -> EpisodeKey:
        """The key of the episode."""
        return EpisodeKey(
            suite=self.suite,
            task=self.task,
            variant=self.variant,
            episode_id=self.episode_id,
            seed=self.seed,
        )

    @property
    def scored(self) -> bool:
        """True when the episode has an outcome."""
        return self.status == "scored"
