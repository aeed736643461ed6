"""One line of a diagnosis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["fine", "note", "warning", "broken"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one check found.

    Attributes:
        topic: Group: machine, packages, rendering, assets or storage.
        name: What was looked at.
        state: ``fine``; ``note`` (nothing is wrong, but good to know); ``warning`` (works, not as
            well as it could); ``broken`` (something that simeval needs does not work).
        text: What was found.
        fix: What mends it, a command where there is one.
        data: The facts behind the text, for machines.
    """

    topic: str
    name: str
    state: State
    text: str
    fix: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
