"""One line of the examination of a policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Verdict = Literal["ok", "note", "warning", "wrong", "not checked"]


@dataclass(frozen=True, kw_only=True)
class Check:
    """What one check found."""

    topic: str
    """Group: adapter, robot, image, state, action, behaviour or server."""
    name: str
    """What was looked at."""
    verdict: Verdict
    """ok; note (nothing is wrong, but good to know); warning (likely a mistake); wrong (the
    adapter is wrong); not checked (the evidence says why)."""
    evidence: str
    """What was measured, with units, or why nothing could be."""
    fix: str | None = None
    """What mends it: a field of the preset and its value where there is one."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """The numbers behind the evidence, for machines."""
