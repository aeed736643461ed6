"""What a policy needs that simeval starts a server for it."""

from __future__ import annotations

from typing import NamedTuple

from simeval.policies.serving.server_spec import ServerSpec


class Launch(NamedTuple):
    """A server to start."""

    spec: ServerSpec
    """How it is started."""
    scheme: str
    """Scheme of its address, e.g. ``"ws"``."""

    def url(self, port: int) -> str:
        """Return its address on this machine, for the option ``url`` of the policy."""
        return f"{self.scheme}://127.0.0.1:{port}"
