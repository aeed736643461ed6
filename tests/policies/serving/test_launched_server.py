from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from simeval.errors import InfrastructureError, ModelConnectionError, UsageError
from simeval.policies.serving.launched_server import LaunchedServer
from simeval.policies.serving.server_spec import ServerSpec

from .conftest import begin, client, request, row

SHIM = Path(__file__).parents[3] / "policies" / "serving" / "simeval_server.py"
MODELS = Path(__file__).parent / "models.py"
SERVE_ECHO = f"python {SHIM} {MODELS}:Echo --port {{port}}"
VENV = Path(sys.prefix)


def spec(command: str = SERVE_ECHO, **options) -> ServerSpec:
    return ServerSpec(command=command, **{"venv": str(VENV), "stop_grace_s": 5.0, **options})


def members(leader: int) -> list[psutil.Process]:
    """Living processes of a process group."""
    found = []
    for process in psutil.process_iter():
        try:
            if os.getpgid(process.pid) == leader and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (OSError, psutil.Error):
            continue
    return found


def wait_until(condition, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_server_answers_and_ends_with_everything_it_started(tmp_path):
    log = tmp_path / "logs" / "server.log"
    with LaunchedServer(spec(f"sh -c '{SERVE_ECHO} & wait'"), log) as server:
        model = client(f"http://127.0.0.1:{server.port}")
        begin(model, "only", seed=4)
        assert row(model.infer([request("only", grey=2)])[0]) == [4, 0, 2]
        leader = server.pid
        # The keeper, the shell and its child.
        assert len(members(leader)) == 3

    assert members(leader) == []
    assert not listens(server.port)
    assert "echo is ready" in log.read_text()


def test_stopping_touches_no_other_server(tmp_path):
    with LaunchedServer(spec(), tmp_path / "other.log") as other:
        with LaunchedServer(spec(), tmp_path / "server.log"):
            pass
        begin(client(f"http://127.0.0.1:{other.port}"), "only")


def test_server_that_ignores_the_request_to_end_is_ended(tmp_path):
    program = (
        "import signal, http.server, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        'http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), '
        "http.server.BaseHTTPRequestHandler).serve_forever()"
    )
    stubborn = spec(f"python -c '{program}' {{port}}", stop_grace_s=0.5)
    with LaunchedServer(stubborn, tmp_path / "log") as server:
        leader = server.pid

    wait_until(lambda: members(leader) == [])


def test_killed_server_is_started_again_at_its_port(tmp_path):
    with LaunchedServer(spec(restarts=1), tmp_path / "log") as server:
        url = f"http://127.0.0.1:{server.port}"
        model = client(url)
        begin(model, "only")
        [process] = psutil.Process(server.pid).children()
        process.kill()
        with pytest.raises(ModelConnectionError):
            model.infer([request("only")])
        begin(model, "only", seed=3)
        assert row(model.infer([request("only")])[0]) == [3, 0, 0]
        model.close()

        [process] = psutil.Process(server.pid).children()
        process.kill()
        wait_until(lambda: "giving it up" in (tmp_path / "log").read_text())
        assert not server.alive
        assert "status 137; starting it again" in (tmp_path / "log").read_text()


def test_server_goes_when_simeval_is_killed(tmp_path):
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from simeval.policies.serving.launched_server import LaunchedServer\n"
        "from simeval.policies.serving.server_spec import ServerSpec\n"
        "server = LaunchedServer(ServerSpec(command=sys.argv[1], venv=sys.argv[2]), Path('log'))\n"
        "print(server.pid, flush=True)\n"
        "time.sleep(3600)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, f"sh -c '{SERVE_ECHO} & wait'", str(VENV)],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    leader = int(parent.stdout.readline())
    assert len(members(leader)) == 3
    parent.send_signal(signal.SIGKILL)
    parent.wait()

    wait_until(lambda: members(leader) == [])


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("python -c 'raise SystemExit(\"no weights\")' {port}", ("status 1", "no weights")),
        ("no-such-program {port}", ("status 127", "no-such-program cannot be started")),
        (f"python {SHIM} nowhere:Model --port {{port}}", ("status 1", "No module named 'nowhere'")),
    ],
)
def test_server_that_ends_while_it_starts(tmp_path, command, words):
    with pytest.raises(InfrastructureError, match="ended with status") as caught:
        LaunchedServer(spec(command), tmp_path / "log")
    for word in words:
        assert word in str(caught.value)


def test_server_that_never_listens(tmp_path):
    silent = spec("python -c 'import time; time.sleep(3600)' {port}", startup_timeout_s=0.5)
    with pytest.raises(ModelConnectionError, match=r"does not listen at port \d+ after 0.5 s"):
        LaunchedServer(silent, tmp_path / "log")


def test_waiting_for_a_server_can_be_cancelled(tmp_path):
    silent = spec("python -c 'import time; time.sleep(3600)' {port}")
    with LaunchedServer(silent, tmp_path / "log", cancelled=lambda: True) as server:
        leader = server.pid

    assert members(leader) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"command": ""}, "command is empty"),
        ({"command": "python server.py"}, "where the port goes"),
        ({"command": "python 'server.py {port}"}, "No closing quotation"),
        ({"conda": "vla"}, "venv and policy.server.conda both"),
        ({"venv": "", "conda": "vla", "docker": "vla"}, "conda and policy.server.docker both"),
        ({"venv": "/no/such/place"}, "/no/such/place is no folder"),
        ({"venv": "/tmp"}, "has no bin/python"),
        ({"cwd": "/no/such/place"}, "/no/such/place is no folder"),
        ({"startup_timeout_s": 0.0}, "startup_timeout_s=0 is not allowed"),
        ({"stop_grace_s": float("nan")}, "stop_grace_s=nan is not allowed"),
        ({"restarts": -1}, "restarts=-1 is not allowed"),
    ],
)
def test_spec_that_cannot_work_is_refused(options, words):
    with pytest.raises(UsageError) as caught:
        ServerSpec(**{"command": SERVE_ECHO, "venv": str(VENV), **options}).check()
    assert words in str(caught.value)


def stand_in(folder: Path, name: str) -> Path:
    """A program of this name that notes its arguments and runs what follows the double dash."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(
        f"#!{sys.executable}\n"
        "import os, sys\n"
        f"open('{folder}/calls', 'a').write(' '.join([{name!r}, *sys.argv[1:]]) + '\\n')\n"
        "words = sys.argv[1:]\n"
        "if 'python' in words:\n"
        "    words = words[words.index('python'):]\n"
        "    os.execv(sys.executable, [sys.executable, *words[1:]])\n"
    )
    program.chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("home", "options", "expected"),
    [
        ("conda", {"conda": "vla"}, "conda run --no-capture-output --name vla python"),
        (
            "conda",
            {"conda": "/envs/vla"},
            "conda run --no-capture-output --prefix /envs/vla python",
        ),
        (
            "docker",
            {"docker": "lab/vla:1", "docker_options": "--gpus all", "cuda_devices": "1"},
            "docker run --rm --init --name {container} --publish 127.0.0.1:{port}:{port} "
            "--env=PYTHONUNBUFFERED=1 --env=CUDA_VISIBLE_DEVICES=1 --gpus all lab/vla:1 python",
        ),
    ],
)
def test_conda_and_docker_are_called_with(tmp_path, monkeypatch, home, options, expected):
    folder = stand_in(tmp_path / "bin", home)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    with LaunchedServer(spec(**{"venv": "", **options}), tmp_path / "log") as server:
        begin(client(f"http://127.0.0.1:{server.port}"), "only")
    calls = (folder / "calls").read_text().splitlines()
    words = calls[0].split()
    container = words[words.index("--name") + 1] if home == "docker" else ""

    assert calls[0].startswith(expected.format(container=container, port=server.port))
    if home == "docker":
        assert calls[-1] == f"docker rm --force {container}"


def test_environment_is_the_servers_own(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/of/simeval")
    server = spec(env={"HF_HOME": "/models"}, cuda_devices="0,1")
    found = server.environment(os.environ)

    assert found["HF_HOME"] == "/models"
    assert found["CUDA_VISIBLE_DEVICES"] == "0,1"
    assert found["VIRTUAL_ENV"] == str(VENV.resolve())
    assert found["PATH"].startswith(f"{VENV.resolve() / 'bin'}:")
    assert "PYTHONPATH" not in found
