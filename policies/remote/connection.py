"""The options of every policy that runs behind a protocol, and the client that they make."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from simeval.errors import UsageError
from simeval.policies.model import Model
from simeval.policies.remote.factory import connect_model, default_url
from simeval.policies.remote.options import LinkOptions
from simeval.policies.serving.launch import Launch
from simeval.policies.serving.server_spec import ServerSpec


@dataclass(frozen=True, kw_only=True)
class ConnectionConfig:
    """Where the server is, or how it is started.

    Attributes:
        protocol: simeval, openpi, roboarena, vla-eval, gr00t, rest or cogact.
        url: Address of the server; empty means the usual one of the protocol on this machine.
        connect_timeout_s: Seconds to keep trying to connect.
        reply_timeout_s: Seconds to wait for a reply.
        first_reply_timeout_s: Seconds to wait for the first reply of a connection.
        max_message_mb: Largest reply that is accepted, in megabytes.
        api_key_variable: Name of the environment variable that holds the API key.
        server: How simeval starts the server; without a command it does not.
    """

    protocol: str = "simeval"
    url: str = ""
    connect_timeout_s: float = 60.0
    reply_timeout_s: float = 60.0
    first_reply_timeout_s: float = 600.0
    max_message_mb: float = 256.0
    api_key_variable: str = ""
    server: ServerSpec = field(default_factory=ServerSpec)

    def connect(self) -> Model:
        """Return a client that is connected.

        Raises:
            UsageError: An option is not allowed, or the variable of the API key is not set.
            DependencyError: A package is missing.
            ModelConnectionError: The server is not there, or does not answer in time.
            ModelReplyError: It speaks something else.
        """
        key = ""
        if self.api_key_variable:
            key = os.environ.get(self.api_key_variable, "")
            if not key:
                raise UsageError(
                    f"policy.api_key_variable={self.api_key_variable}: this environment variable "
                    "is not set; set it to the API key of the server."
                )
        return connect_model(
            self.protocol,
            LinkOptions(
                url=self.url or default_url(self.protocol),
                connect_timeout_s=self.connect_timeout_s,
                reply_timeout_s=self.reply_timeout_s,
                first_reply_timeout_s=self.first_reply_timeout_s,
                max_message_mb=self.max_message_mb,
                api_key=key,
            ),
        )


def launch(config: ConnectionConfig) -> Launch | None:
    """Return how simeval starts the server, or ``None`` where it does not.

    Raises:
        UsageError: The options cannot work.
    """
    scheme = urlsplit(default_url(config.protocol)).scheme
    if not config.server.command:
        return None
    if config.url:
        raise UsageError(
            f"policy.url={config.url} and policy.server.command are both given: a server that "
            "simeval starts gets a free port of this machine. Leave out policy.url."
        )
    config.server.check()
    return Launch(config.server, scheme)
