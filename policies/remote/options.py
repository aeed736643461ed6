"""How a server is reached, whatever it speaks."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from simeval.errors import UsageError


@dataclass(frozen=True, kw_only=True)
class LinkOptions:
    """Address and patience of a client."""

    url: str
    """Address of the server, e.g. ``ws://127.0.0.1:8000``."""
    connect_timeout_s: float = 60.0
    """Seconds to keep trying to connect; a server that still loads its weights needs more."""
    reply_timeout_s: float = 60.0
    """Seconds to wait for a reply."""
    first_reply_timeout_s: float = 600.0
    """Seconds to wait for the first reply of a connection: compilers start then."""
    max_message_mb: float = 256.0
    """Largest message that is accepted, in megabytes."""
    api_key: str = ""
    """Sent as ``Authorization: Api-Key ...`` (GR00T: ``api_token``) if not empty."""
    slots: int = 1
    """Episodes that the client carries at once."""

    def __post_init__(self) -> None:
        for name in (
            "connect_timeout_s",
            "reply_timeout_s",
            "first_reply_timeout_s",
            "max_message_mb",
        ):
            value = getattr(self, name)
            if not 0 < value < float("inf"):
                raise UsageError(f"policy.{name}={value:g} is not allowed; allowed: more than 0.")
        if self.slots < 1:
            raise UsageError(f"policy.slots={self.slots} is not allowed; allowed: at least 1.")

    @property
    def max_message_bytes(self) -> int:
        """Largest message that is accepted, in bytes."""
        return int(self.max_message_mb * 1e6)

    def require_scheme(self, *schemes: str, port: bool = False) -> tuple[str, int | None]:
        """Check the address and return host and port.

        Args:
            schemes: What the protocol runs over.
            port: True where the protocol has no default port.

        Raises:
            UsageError: The address does not fit the protocol.
        """
        example = f"{schemes[0]}://127.0.0.1:8000"
        try:
            parts = urlsplit(self.url)
            host, number = parts.hostname, parts.port
        except ValueError:
            host, number, parts = None, None, urlsplit("")
        if parts.scheme not in schemes or not host or (port and number is None):
            raise UsageError(
                f"policy.url={self.url!r} is no address for this protocol; it looks like {example}"
                f" (allowed: {', '.join(f'{scheme}://' for scheme in schemes)})."
            )
        return host, number
