"""The options of the hierarchical policy."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simeval.errors import UsageError
from simeval.policies.interface import Policy


@dataclass(frozen=True, kw_only=True)
class HierarchicalConfig:
    """Options.

    Attributes:
        high: Who says what to do next: module:attribute of a HighLevel (or of a class or function
            that makes one), or the address of a simeval/1 server that replies with text.
        high_options: Arguments of that class or function, or connection options of the server.
        every: Control steps from one question to the high level to the next.
        low: Name of the registered policy that does it.
        low_options: Options of that policy, e.g. {preset:openvla-widowx,url:http://127.0.0.1:8000}.
    """

    high: str = ""
    high_options: dict[str, Any] = field(default_factory=dict)
    every: int = 10
    low: str = ""
    low_options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.high or not self.low:
            raise UsageError(
                "The hierarchical policy needs both levels: policy.high=module:attribute (or "
                "http://...) and policy.low=NAME. See docs/beyond_one_network.md."
            )
        if self.every < 1:
            raise UsageError(f"policy.every={self.every} is not allowed; allowed: at least 1.")
        self._check_low()

    def build_low(self) -> Policy:
        """Build the low level."""
        from simeval.policies.registry import find_policy

        return find_policy(self.low).build(self.low_options)

    def _check_low(self) -> None:
        from simeval.policies.registry import find_policy

        if self.low == "caller":
            raise UsageError("policy.low=caller is not possible; see simeval.evaluate.")
        if self.low_options.get("server"):
            raise UsageError(
                "policy.low_options.server is not possible: start the server of the low level "
                "yourself and give its address as policy.low_options.url."
            )
        find_policy(self.low).typed(self.low_options)
