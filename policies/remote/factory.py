"""Clients by name: what `policy.protocol=NAME` means."""

from __future__ import annotations

import importlib
from typing import NamedTuple

from simeval.errors import UnknownNameError
from simeval.policies.model import Model
from simeval.policies.remote.options import LinkOptions
from simeval.policies.remote.remote_model import RemoteModel
from simeval.require import require


class _Client(NamedTuple):
    module: str
    name: str
    packages: tuple[str, ...]
    """Import names of the optional packages that it needs."""
    default_url: str
    """Where such a server listens if nobody says otherwise."""


_CLIENTS = {
    "simeval": _Client("simeval1", "Simeval1Model", (), "http://127.0.0.1:8000"),
    "openpi": _Client("openpi", "OpenPiModel", ("msgpack", "websockets"), "ws://127.0.0.1:8000"),
    "roboarena": _Client(
        "roboarena", "RoboArenaModel", ("msgpack", "websockets"), "ws://127.0.0.1:8000"
    ),
    "vla-eval": _Client(
        "vla_eval", "VlaEvalModel", ("msgpack", "websockets"), "ws://127.0.0.1:8000"
    ),
    "gr00t": _Client("gr00t", "Gr00tModel", ("msgpack", "zmq"), "tcp://127.0.0.1:5555"),
    "rest": _Client("rest", "RestModel", (), "http://127.0.0.1:8000"),
    "cogact": _Client("cogact", "CogActModel", (), "http://127.0.0.1:5500"),
}

PROTOCOLS = tuple(_CLIENTS)


def default_url(protocol: str) -> str:
    """Return where a server of this protocol listens by default.

    Raises:
        UnknownNameError: There is no such protocol.
    """
    return _find(protocol).default_url


def connect_model(protocol: str, options: LinkOptions) -> Model:
    """Return a client that is connected.

    Args:
        protocol: One of `PROTOCOLS`.
        options: Address and patience.

    Raises:
        UnknownNameError: There is no such protocol.
        UsageError: The options do not fit the protocol.
        DependencyError: A package is missing.
        ModelConnectionError: The server is not there, or does not answer in time.
        ModelReplyError: It speaks something else.
    """
    client = _find(protocol)
    for package in client.packages:
        require(package, extra="remote")
    module = importlib.import_module(f"simeval.policies.remote.{client.module}")
    model: RemoteModel = getattr(module, client.name)(options)
    model.connect()
    return model


def _find(protocol: str) -> _Client:
    if protocol not in _CLIENTS:
        raise UnknownNameError("protocol", protocol, _CLIENTS)
    return _CLIENTS[protocol]
