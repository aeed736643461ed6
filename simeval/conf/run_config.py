"""The options of `simeval run`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from omegaconf import MISSING


@dataclass(kw_only=True)
class VideoConfig:
    """How episodes are filmed."""

    every: int = 3
    """Control steps from one frame to the next."""
    speed: float = 2.0
    """How much faster than real time a video plays."""
    text: bool | None = None
    """Instruction and words of the policy below the picture; by default if the policy speaks."""


@dataclass(kw_only=True)
class RealTimeConfig:
    """Whether the world moves while the policy thinks."""

    latency: str = "off"
    """Thinking time: off (the world waits), control steps (2), 150ms, or measured here."""
    while_thinking: str = "act"
    """act (use up the last answer, then hold still) or hold (hold still)."""
    late_actions: str | None = None
    """Actions whose step is over when they come: drop (default of act) or execute (of hold)."""
    ask_with_left: int | None = None
    """Ask again when so many actions are left; by default as many as the last answer took steps."""


@dataclass(kw_only=True)
class RunConfig:
    """Every key that `simeval run` understands, with its default."""

    suite: str = MISSING
    """Suite name; `simeval ls suites` lists them."""
    policy: Any = MISSING
    """Policy name; its options are policy.<option>; `simeval ls policies` lists both."""
    assets: str = "bundled"
    """Asset set."""
    missing: str = "essential"
    """Missing assets: refused if the variant is about them (essential), refuse, or stand_in."""
    tasks: list[str] | None = None
    """Only these tasks of the suite."""
    variants: list[str] | None = None
    """Only these variants of them."""
    episodes: list[int] | None = None
    """These initial conditions instead of those of the suite."""
    seeds: list[int] | None = None
    """Repetitions instead of those of the suite."""
    horizon_steps: int | None = None
    """Control steps per episode instead of those of the task."""
    success_rule: str | None = None
    """last_step or any_step instead of the rule of the suite."""
    image_size: list[int] | None = None
    """[width, height] in pixels instead of the size of the task."""
    shader: str = "twin"
    """Shader pack of the renderer: twin (ours, the fastest), minimal or default (SAPIEN's)."""
    instructions: str | None = None
    """YAML file of instructions that change within episodes."""
    goals: str | None = None
    """Folder of goal and subgoal images, <task>/e0003.png, for policies that are shown them."""
    real_time: RealTimeConfig = field(default_factory=RealTimeConfig)
    """The world moves while the policy thinks."""
    videos: str = "all"
    """Which episodes are filmed: none, failures or all."""
    video: VideoConfig = field(default_factory=VideoConfig)
    """How they are filmed."""
    workers: int | None = None
    """Worker processes; by default one per core, at most 8."""
    episode_timeout_s: float = 1800.0
    """Seconds from the start of an episode after which the attempt counts as lost."""
    out: str | None = None
    """Run folder; by default results/runs/<suite>/<policy>-<hash of what is asked for>."""
    name: str | None = None
    """Name of the run folder below results/runs/<suite>."""
    fresh: bool = False
    """Start over in a new folder instead of resuming."""
    report: bool = True
    """Write report.html into the run folder at the end."""
    defaults: list[Any] = field(default_factory=lambda: ["_self_", {"policy": "???"}])
    """Read by Hydra."""
