from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from simeval.cli.main import main
from simeval.errors import ModelConnectionError, ModelReplyError

from .conftest import begin, client, request

MODULE = """
import numpy as np
from simeval.policies.model import ModelReply

class Doubler:
    '''Answers with twice the mean of the image; refuses seed 13.'''
    facts = {"weights": "none"}
    largest_batch = 3

    def reset(self, starts):
        if any(start.seed == 13 for start in starts):
            raise ValueError("not this one")

    def infer(self, requests):
        assert all(isinstance(request.step, int) for request in requests)
        return [
            ModelReply(
                outputs={
                    "actions": np.full((1, 7), 2.0 * request.inputs["image"].mean()),
                    "value": np.array([request.step]),
                },
                text=request.session.partition(":")[2],
                terminate=request.step > 1,
            )
            for request in requests
        ]

    def close(self):
        pass

model = Doubler()
number = 7
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "served_here.py").write_text(MODULE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    return tmp_path


class Serving:
    """`simeval serve` in another process."""

    def __init__(self, folder: Path, *arguments: str, **variables: str) -> None:
        program = "from simeval.cli.main import main; raise SystemExit(main())"
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, "serve", "port=0", *arguments],
            cwd=folder,
            env={**os.environ, **variables},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        assert " is ready at http://" in line
        self.url = line.split(" is ready at ")[1].split()[0]

    def __enter__(self) -> Serving:
        return self

    def __exit__(self, *error: object) -> None:
        self.process.kill()
        self.process.wait()


@pytest.mark.parametrize("target", ["served_here:model", "served_here:Doubler"])
def test_model_is_served_in_batches(folder, target):
    with Serving(folder, f"policy={target}") as serving:
        model = client(serving.url, slots=3)
        begin(model, "a", "b", "c")
        replies = model.infer(
            [request(name, step=step, grey=step) for step, name in enumerate("abc")]
        )

        assert model.facts["server"]["facts"] == {"weights": "none"}
        assert model.largest_batch == 3
        for step, (name, reply) in enumerate(zip("abc", replies, strict=True)):
            np.testing.assert_array_equal(reply.outputs["actions"], np.full((1, 7), 2.0 * step))
            assert (reply.text, reply.terminate) == (name, step > 1)
            assert reply.outputs["value"] == [step]


def test_error_of_the_model_is_passed_on(folder):
    with Serving(folder, "policy=served_here:model") as serving:
        with pytest.raises(ModelReplyError, match="ValueError: not this one"):
            begin(client(serving.url), "a", seed=13)
        begin(client(serving.url), "a")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_request_to_end_ends_it(folder, number):
    with Serving(folder, "policy=zero") as serving:
        serving.process.send_signal(number)

        assert serving.process.wait(timeout=30) == 0
        with pytest.raises(ModelConnectionError):
            client(serving.url, connect_timeout_s=0.2)


def test_key_comes_from_the_environment(folder):
    with Serving(folder, "policy=zero", "api_key_variable=KEY", KEY="secret") as serving:
        client(serving.url, api_key="secret")
        with pytest.raises(ModelReplyError, match="missing or wrong"):
            client(serving.url)


def test_place_of_the_file_to_copy(capsys):
    assert main(["serve", "--file"]) == 0
    place = Path(capsys.readouterr().out.strip())

    assert place.name == "simeval_server.py"
    assert "def act" in place.read_text()


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        ((), "policy=random or policy=my_module:MyModel", 2),
        (("policy=rando",), "Did you mean 'random'", 2),
        (("policy=random", "policy.translation_std=1"), "'policy.translation_std_m'", 2),
        (("policy=random", "prt=1"), "Did you mean 'port'", 2),
        (("policy=expert",), "reads object poses", 2),
        (("policy=nowhere:model",), "cannot be imported (No module named 'nowhere')", 2),
        (("policy=served_here:nothing",), "has no attribute 'nothing'", 2),
        (("policy=served_here:",), "write module:attribute", 2),
        (("policy=:model",), "write module:attribute", 2),
        (("policy=served_here:number",), "is int, which is no model", 2),
        (("policy=served_here:model", "policy.x=1"), "has no options", 2),
        (("policy=zero", "port=99999"), "0 to 65535", 2),
        (("policy=zero", "port=x"), "port", 2),
        (("policy=zero", "batch_window_ms=-1"), "batch_window_ms=-1 is not allowed", 2),
        (("policy=zero", "host=no.such.machine.invalid"), "Nothing can listen", 4),
        (("policy=zero", "api_key_variable=NO_SUCH_KEY"), "is not set", 2),
        (("policy=zero", "--fast"), "Unknown flag '--fast'", 2),
    ],
)
def test_wrong_usage_is_explained(folder, capsys, arguments, words, code):
    assert main(["serve", *arguments]) == code
    assert words in capsys.readouterr().err


def test_port_in_use(folder, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert main(["serve", "policy=zero", f"port={port}"]) == 4
        assert "Address already in use. Choose another port" in capsys.readouterr().err
