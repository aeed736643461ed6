from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from simeval.policies.model import ModelReply, ModelRequest, SessionStart
from simeval.policies.remote.factory import connect_model
from simeval.policies.remote.options import LinkOptions
from simeval.policies.remote.remote_model import RemoteModel
from simeval.policies.serving.simeval_server import Server


@pytest.fixture
def start_server() -> Iterator[Callable[..., Server]]:
    running: list[tuple[Server, threading.Thread]] = []

    def start(model: Any, **options: Any) -> Server:
        server = Server(model, port=0, **options)
        thread = threading.Thread(target=server.run)
        thread.start()
        running.append((server, thread))
        return server

    yield start
    for server, thread in running:
        server.stop()
        thread.join()


def client(url: str, **options: Any) -> RemoteModel:
    model = connect_model("simeval", LinkOptions(url=url, **options))
    assert isinstance(model, RemoteModel)
    return model


def begin(model: RemoteModel, *sessions: str, seed: int = 0) -> None:
    model.reset(
        [SessionStart(session=name, seed=seed, instruction=f"do {name}") for name in sessions]
    )


def request(session: str, *, step: int = 0, grey: int = 0) -> ModelRequest:
    image = np.full((4, 4, 3), grey, dtype=np.uint8)
    return ModelRequest(session=session, step=step, inputs={"image": image})


def row(reply: ModelReply) -> list[float]:
    """Seed, step and grey value that the echo model saw."""
    return [float(value) for value in reply.outputs["actions"][0, :3]]
