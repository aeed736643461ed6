"""The options of `simeval serve`."""

from __future__ import annotations

from dataclasses import dataclass

from omegaconf import MISSING


@dataclass(kw_only=True)
class ServeConfig:
    """Every key that `simeval serve` understands, with its default."""

    policy: str = MISSING
    """A registered policy (its options are policy.<option>), or module:attribute of a model."""
    host: str = "127.0.0.1"
    """Address to listen at; 127.0.0.1 is reached from this machine only."""
    port: int = 8000
    """Port to listen at; 0 takes a free one."""
    batch_window_ms: float = 10.0
    """Milliseconds that a forward pass waits for other clients, or half of what the last pass took
    if that is longer (at most a second); 0 for not at all."""
    max_message_mb: float = 256.0
    """Larger requests are refused."""
    api_key_variable: str = ""
    """Name of the environment variable with the key that clients must send."""
