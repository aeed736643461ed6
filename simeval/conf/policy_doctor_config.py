"""The options of `simeval doctor policy`."""

from __future__ import annotations

from dataclasses import dataclass, field

from omegaconf import MISSING


@dataclass(kw_only=True)
class PolicyDoctorConfig:
    """Every key that `simeval doctor policy` understands, with its default."""

    policy: str = MISSING
    """Policy name; its options are policy.<option>, as in `simeval run`."""
    task: str = ""
    """Task in whose environment it is examined; empty takes one of the preset's robot."""
    assets: str = "bundled"
    """Asset set."""
    episodes: list[int] = field(default_factory=lambda: [0, 1])
    """Initial conditions whose observations the policy is asked about; at least two."""
    against: str = ""
    """Preset that is taken to be right; empty takes the nearest shipped one of the same family and
    robot, none takes none."""
    reference: str = ""
    """File (.npz) with observations and what the authors' own code makes of them; see
    docs/doctor_policy.md."""
    stall_s: float = 0.0
    """Seconds of silence after which the server must still answer."""
    restart: bool = False
    """End the server that simeval has started, and ask again once it is back."""
