"""The parent's side of one worker process."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path

from simeval.episodes import EpisodeKey
from simeval.runlog.provenance import usable_cores
from simeval.runner.messages import FromWorker, Setup, StartEpisode, receive, send

# The worker imports from exactly the places that its parent does, and not from the directory in
# which the user happens to stand.
_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from simeval.runner.worker import main; main(int(sys.argv[2]), int(sys.argv[3]))"
)

# Loading the simulator, a policy and an environment takes seconds, on a busy machine minutes.
_PREPARATION_S = 1800.0


class WorkerProcess:
    """A running worker.

    Args:
        setup: First message.
        workers: Number of workers that share this machine.
        log: File for what the worker writes to its standard error; appended to.
    """

    def __init__(self, setup: Setup, *, workers: int, log: Path) -> None:
        self.job: EpisodeKey | None = None
        self._deadline: float | None = None
        ours, theirs = socket.socketpair()
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as stderr, theirs:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-c", _BOOT, json.dumps(sys.path)),
                    *(str(theirs.fileno()), str(os.getpid())),
                ],
                env=worker_environment(os.environ, workers=workers),
                stdin=subprocess.DEVNULL,
                stdout=stderr,
                stderr=stderr,
                pass_fds=[theirs.fileno()],
                # Ctrl-C reaches the parent only; it decides what becomes of the workers.
                start_new_session=True,
            )
        self.connection = Connection(ours.detach())
        with contextlib.suppress(OSError):
            send(self.connection, setup)

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def start(self, key: EpisodeKey, *, attempt: int) -> None:
        """Send an episode; a dead worker is noticed when its answer is read."""
        self.job = key
        self._deadline = time.monotonic() + _PREPARATION_S
        with contextlib.suppress(OSError):
            send(self.connection, StartEpisode(key=str(key), attempt=attempt))

    def receive(self) -> FromWorker:
        """Read the next message.

        Raises:
            EOFError: The process is gone.
        """
        try:
            message = receive(self.connection)
        except ConnectionError as error:
            raise EOFError from error
        assert not isinstance(message, Setup | StartEpisode)
        return message

    def begin_job(self, *, timeout_s: float) -> None:
        """Note that preparations are over and the time of the episode runs."""
        self._deadline = time.monotonic() + timeout_s

    def finish_job(self) -> None:
        """Note that the worker is idle."""
        self.job = self._deadline = None

    def overdue(self) -> bool:
        """Tell whether the preparations or the current episode have run out of time."""
        return self._deadline is not None and time.monotonic() > self._deadline

    def reap(self) -> str:
        """Collect a process whose connection has ended, and say how it ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=2.0)
        self.kill()
        return _describe_exit(self._process.returncode)

    def kill(self) -> None:
        """End the process now."""
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):
            self.connection.close()


def worker_environment(base: Mapping[str, str], *, workers: int) -> dict[str, str]:
    """Return the environment of a worker: the cores of the machine shared out between them.

    What the user has set is kept.
    """
    render_threads = str(max(1, usable_cores() // workers))
    defaults = {
        "LP_NUM_THREADS": render_threads,
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONUNBUFFERED": "1",
    }
    return {**defaults, **base}


def _describe_exit(code: int) -> str:
    if code >= 0:
        return f"the worker process exited with status {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    hint = "; was the machine out of memory?" if -code == signal.SIGKILL else ""
    return f"the worker process was killed by {name}{hint}"
