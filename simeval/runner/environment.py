"""The environment of a protocol."""

from __future__ import annotations

from typing import Any

from simeval.protocol import Protocol


def build_environment(protocol: Protocol) -> Any:
    """Build the environment; nothing is rendered until a frame is asked for."""
    import gymnasium

    return gymnasium.make(
        protocol.env_id,
        variant=protocol.variant,
        asset_set=protocol.asset_set,
        # The plan has refused what may not be replaced; the protocol names the rest.
        missing="stand_in",
        obs_mode="state",
        image_size=protocol.image_size,
        shader=protocol.shader,
        disable_env_checker=True,
    )
