"""The server of a policy as a process of ours: started, watched, started again, stopped."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from simeval.errors import InfrastructureError, ModelConnectionError
from simeval.policies.serving import keeper
from simeval.policies.serving.server_spec import ServerSpec

HOST = "127.0.0.1"

_LAST_LINES = 12
_POLL_S = 0.05
# Beyond the grace of the keeper.
_KEEPER_S = 5.0


class LaunchedServer:
    """A running server; as a context manager it leaves nothing behind.

    It is started again at the same port when it ends by itself, so that clients find it again.

    Args:
        spec: What to start.
        log: File for what it writes; appended to.
        cancelled: Ends the waiting for the server when it returns true.

    Raises:
        UsageError: The spec cannot work.
        InfrastructureError: The server ended before it listened, or never listened.
    """

    def __init__(
        self, spec: ServerSpec, log: Path, *, cancelled: Callable[[], bool] = lambda: False
    ) -> None:
        spec.check()
        self.port = free_port()
        self._spec = spec
        self._log = log
        self._restarts_left = spec.restarts
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._process = self._start()
        try:
            self._wait_until_it_listens(cancelled)
        except BaseException:
            self.stop()
            raise
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def __enter__(self) -> LaunchedServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """Process id of the keeper, the leader of the server's process group."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """True while it runs or will be started again."""
        return self._process.poll() is None or self._restarts_left > 0

    def stop(self) -> None:
        """End the server and everything that it has started."""
        self._stopping.set()
        with self._lock:
            self._end()

    def explain(self, what: str) -> str:
        """Return a sentence about the server, and the end of its log.

        Args:
            what: What is wrong with it.
        """
        with suppress(OSError):
            lines = self._log.read_text(errors="replace").splitlines()
            end = "\n".join(lines[-_LAST_LINES:])
            return f"The server of the policy {what}. Its log, {self._log}, ends with:\n{end}"
        return f"The server of the policy {what}."

    def _start(self) -> subprocess.Popen[bytes]:
        self._container = f"simeval-{uuid.uuid4().hex[:12]}"
        argv = self._spec.argv(self.port, container=self._container)
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as output:
            output.write(f"[simeval] starting {' '.join(argv)}\n".encode())
            output.flush()
            return subprocess.Popen(
                [
                    *(sys.executable, "-I", keeper.__file__, str(os.getpid())),
                    *(str(self._spec.stop_grace_s), *argv),
                ],
                cwd=self._spec.cwd or None,
                env=self._spec.environment(os.environ),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def _wait_until_it_listens(self, cancelled: Callable[[], bool]) -> None:
        deadline = time.monotonic() + self._spec.startup_timeout_s
        while time.monotonic() < deadline:
            if cancelled():
                return
            if (code := self._process.poll()) is not None:
                raise InfrastructureError(self.explain(f"ended with status {code} while starting"))
            with suppress(OSError), socket.create_connection((HOST, self.port), timeout=1.0):
                return
            time.sleep(_POLL_S)
        raise ModelConnectionError(
            self.explain(
                f"does not listen at port {self.port} after {self._spec.startup_timeout_s:g} s "
                "(policy.server.startup_timeout_s)"
            )
        )

    def _watch(self) -> None:
        """Start the server again when it ends by itself."""
        while not self._stopping.wait(_POLL_S):
            with self._lock:
                code = self._process.poll()
                if self._stopping.is_set() or code is None:
                    continue
                again = self._restarts_left > 0
                self._restarts_left -= 1
                with self._log.open("a") as output:
                    fate = "starting it again" if again else "giving it up"
                    output.write(f"[simeval] the server ended with status {code}; {fate}\n")
                if not again:
                    return
                self._process = self._start()

    def _end(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(self._spec.stop_grace_s + _KEEPER_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._spec.docker:
            remove = ["docker", "rm", "--force", self._container]
            subprocess.run(remove, capture_output=True, check=False)


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
