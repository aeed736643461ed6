"""How a network is loaded into this process, whichever library it needs."""

from __future__ import annotations

from dataclasses import dataclass, fields

from simeval.errors import UnknownNameError, UsageError

PRECISIONS = ("checkpoint", "float32", "bfloat16", "float16")


@dataclass(frozen=True, kw_only=True)
class InProcessOptions:
    """Weights and the hardware that they run on."""

    checkpoint: str
    """Folder with the weights, or ``owner/name`` on the Hugging Face hub."""
    revision: str = ""
    """Branch, tag or commit on the hub; empty means its main branch."""
    device: str = "auto"
    """``cpu``, ``cuda``, ``cuda:1``, ``mps``; auto takes the first GPU, or the CPU without one."""
    precision: str = "checkpoint"
    """Type of numbers that the network computes with: float32, bfloat16, float16, or checkpoint, as
    it was saved."""
    trust_remote_code: bool = False
    """Run the Python files that a checkpoint brings along."""
    slots: int = 1
    """Episodes that the network carries at once."""

    def __post_init__(self) -> None:
        if self.precision not in PRECISIONS:
            raise UnknownNameError("precision", self.precision, PRECISIONS)
        if self.slots < 1:
            raise UsageError(f"policy.slots={self.slots} is not allowed; allowed: at least 1.")
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in ("checkpoint", "device") and not value:
                raise UsageError(f"policy.{field.name} is empty.")
