"""Servers in other processes, one for each dialect of each protocol."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from simeval.policies.model import ModelRequest, SessionStart
from simeval.policies.remote.factory import connect_model
from simeval.policies.remote.options import LinkOptions
from simeval.policies.remote.remote_model import RemoteModel
from simeval.policies.serving.launched_server import free_port

PEERS = Path(__file__).parent / "peers"
LANGUAGE = "annotation.human.action.task_description"


class Dialect(NamedTuple):
    protocol: str
    script: str
    scheme: str
    name: str = ""


DIALECTS = {
    "openpi": Dialect("openpi", "openpi_peer.py", "ws"),
    "roboarena": Dialect("roboarena", "openpi_peer.py", "ws", "roboarena"),
    "vla-eval": Dialect("vla-eval", "vla_eval_peer.py", "ws"),
    "gr00t-n1.5": Dialect("gr00t", "gr00t_peer.py", "tcp", "n1.5"),
    "gr00t-n1.6": Dialect("gr00t", "gr00t_peer.py", "tcp", "n1.6"),
    "openvla": Dialect("rest", "http_peer.py", "http", "openvla"),
    "autoeval": Dialect("rest", "http_peer.py", "http", "autoeval"),
    "cogact": Dialect("cogact", "http_peer.py", "http", "cogact"),
    "simeval": Dialect("simeval", "http_peer.py", "http", "simeval"),
}


class Peer:
    """A running server."""

    def __init__(self, dialect: Dialect, folder: Path, port: int, arguments: tuple[str, ...]):
        self.dialect = dialect
        self.port = port
        self.url = f"{dialect.scheme}://127.0.0.1:{port}"
        self.fault_file: Path | None = None
        self._record = folder / f"request-{port}"
        choice = ("--dialect", dialect.name) if dialect.name else ()
        self.process = subprocess.Popen(
            [
                *(sys.executable, PEERS / dialect.script, "--port", str(port)),
                *("--record", self._record, *choice, *arguments),
            ],
            stderr=subprocess.DEVNULL,
        )

    def client(self, **options: Any) -> RemoteModel:
        model = connect_model(
            self.dialect.protocol, LinkOptions(**{"url": self.url, **SHORT, **options})
        )
        assert isinstance(model, RemoteModel)
        return model

    def last_request(self) -> bytes:
        return self._record.read_bytes()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


# Long enough for a busy machine to start a server, short enough to wait for one that hangs.
SHORT = {"connect_timeout_s": 60.0}


@pytest.fixture
def start_peer(tmp_path: Path) -> Iterator[Callable[..., Peer]]:
    peers = []

    def start(name: str, *arguments: str, port: int | None = None) -> Peer:
        peers.append(Peer(DIALECTS[name], tmp_path, port or free_port(), arguments))
        return peers[-1]

    yield start
    for peer in peers:
        peer.kill()


@pytest.fixture(scope="session")
def sound_peers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Peer]]:
    """Servers that make no mistakes, one for each dialect."""
    folder = tmp_path_factory.mktemp("peers")
    peers: dict[str, Peer] = {}

    def find(name: str) -> Peer:
        if name not in peers:
            fault_file = folder / f"fault-{name}"
            peers[name] = Peer(
                DIALECTS[name], folder, free_port(), ("--fault-file", str(fault_file))
            )
            peers[name].fault_file = fault_file
        return peers[name]

    yield find
    for peer in peers.values():
        peer.kill()


@pytest.fixture
def faulty_peer(sound_peers: Callable[[str], Peer]) -> Iterator[Callable[[str, str], Peer]]:
    """The same servers, going wrong for the time of a test in a way that they survive."""
    files = []

    def find(name: str, fault: str) -> Peer:
        peer = sound_peers(name)
        assert peer.fault_file is not None
        peer.fault_file.write_text(fault)
        files.append(peer.fault_file)
        return peer

    yield find
    for file in files:
        file.unlink()


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def picture(seed: int = 0, height: int = 24, width: int = 32) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def inputs(dialect: str, image: np.ndarray) -> dict[str, Any]:
    """What a preset would make for a server of this dialect."""
    state = np.array([0.25], dtype=np.float32)
    match DIALECTS[dialect].protocol:
        case "gr00t":
            return {
                "video": {"image_0": image[np.newaxis]},
                "state": {"x": state[np.newaxis]},
                "language": {LANGUAGE: "put carrot on plate"},
            }
        case "cogact":
            return {"image": image, "task_description": "put carrot on plate", "state": state}
        case "rest":
            return {"image": image, "instruction": "put carrot on plate", "unnorm_key": "bridge"}
    return {
        "observation/exterior_image_0_left": image,
        "observation/state": state,
        "prompt": "put carrot on plate",
    }


_numbers = itertools.count()


def begin(model: RemoteModel) -> str:
    """Begin an episode; returns its session."""
    session = f"episode-{next(_numbers)}"
    model.reset([SessionStart(session=session, seed=7, instruction="put carrot on plate")])
    return session


def ask(model: RemoteModel, session: str, dialect: str, image: np.ndarray, step: int = 0):
    request = ModelRequest(session=session, step=step, inputs=inputs(dialect, image))
    [reply] = model.infer([request])
    return reply


def joined(outputs) -> np.ndarray:
    """The actions [H, 7] of a reply, whatever the protocol calls them."""
    if "actions" in outputs:
        return outputs["actions"]
    names = ("x", "y", "z", "roll", "pitch", "yaw", "gripper")
    return np.concatenate([outputs[f"action.{name}"] for name in names], axis=1)
