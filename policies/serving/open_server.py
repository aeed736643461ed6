"""The server that `simeval serve` was asked for."""

from __future__ import annotations

import math
import os
from functools import partial
from typing import Any

from simeval.conf.compose_serve import ComposedServe
from simeval.conf.serve_config import ServeConfig
from simeval.errors import InfrastructureError, UsageError
from simeval.policies.attribute import import_attribute
from simeval.policies.model import Model
from simeval.policies.serving.served_model import ServedModel
from simeval.policies.serving.served_policy import ServedPolicy
from simeval.policies.serving.simeval_server import Server


def open_server(composed: ComposedServe) -> Server:
    """Build what is served and listen; `Server.run` answers.

    Raises:
        UsageError: The policy cannot be served, or there is no such model.
        InfrastructureError: The address cannot be used.
    """
    config = composed.config
    key = _api_key(config)
    for name, value in (
        ("batch_window_ms", config.batch_window_ms),
        ("max_message_mb", config.max_message_mb),
    ):
        if not 0 <= value < math.inf:
            raise UsageError(f"{name}={value:g} is not allowed; allowed: 0 or more.")
    if not 0 <= config.port <= 65535:
        raise UsageError(f"port={config.port} is not allowed; allowed: 0 to 65535.")
    try:
        return Server(
            _served(composed),
            host=config.host,
            port=config.port,
            batch_window_ms=config.batch_window_ms,
            max_message_mb=config.max_message_mb,
            api_key=key,
        )
    except OSError as error:
        raise InfrastructureError(
            f"Nothing can listen at host={config.host} port={config.port}: {error.strerror}. "
            "Choose another port; port=0 takes a free one."
        ) from error


def _served(composed: ComposedServe) -> Any:
    if composed.entry is not None:
        return ServedPolicy(partial(composed.entry.build, composed.options))
    target = composed.config.policy
    return ServedModel(load_model(target), name=target)


def load_model(target: str) -> Model:
    """Return the model that ``module:attribute`` names; a class or function is called.

    Raises:
        UsageError: There is no such module or attribute, or it is no model.
    """
    found = import_attribute(target, option="policy")
    model = found if not isinstance(found, type) and isinstance(found, Model) else _made(found)
    if not isinstance(model, Model):
        raise UsageError(
            f"policy={target} is {type(model).__name__}, which is no model: it needs facts, "
            "largest_batch, reset, infer and close (simeval.policies.model.Model)."
        )
    return model


def _made(found: Any) -> Any:
    return found() if callable(found) else found


def _api_key(config: ServeConfig) -> str:
    if not config.api_key_variable:
        return ""
    key = os.environ.get(config.api_key_variable, "")
    if not key:
        raise UsageError(
            f"api_key_variable={config.api_key_variable}: this environment variable is not set; "
            "set it to the key that clients must send."
        )
    return key
