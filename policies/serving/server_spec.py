"""How simeval starts the server of a policy."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from simeval.errors import UsageError

PORT = "{port}"


@dataclass(kw_only=True)
class ServerSpec:
    """A command, the environment that it runs in, and how long things may take."""

    command: str = ""
    """Command that starts the server; {port} stands for its port. Empty: it already runs at
    policy.url."""
    venv: str = ""
    """Folder of the virtual environment to run it in."""
    conda: str = ""
    """Name or folder of the conda environment to run it in."""
    docker: str = ""
    """Docker image to run it in; its port is published on 127.0.0.1."""
    docker_options: str = ""
    """More options of docker run, e.g. "--gpus all -v /models:/models:ro"."""
    cwd: str = ""
    """Folder to run it in; empty means the current one."""
    env: dict[str, str] = field(default_factory=dict)
    """Environment variables."""
    cuda_devices: str = ""
    """GPUs that it may see, e.g. "0,1" (CUDA_VISIBLE_DEVICES); empty means all."""
    startup_timeout_s: float = 900.0
    """Seconds until it must listen at its port."""
    stop_grace_s: float = 10.0
    """Seconds between the request to end and the end by force."""
    restarts: int = 2
    """How often it is started again when it ends by itself."""

    def check(self) -> None:
        """Check the values.

        Raises:
            UsageError: One is not allowed, or two exclude each other.
        """
        homes = [name for name in ("venv", "conda", "docker") if getattr(self, name)]
        if len(homes) > 1:
            raise UsageError(
                f"policy.server.{homes[0]} and policy.server.{homes[1]} both name an environment; "
                "give one of them."
            )
        if not self.words():
            raise UsageError("policy.server.command is empty; name what starts the server.")
        if PORT not in self.command:
            raise UsageError(
                f"policy.server.command={self.command!r} does not say where the port goes; write "
                f"{PORT} in its place, as in 'python server.py --port {PORT}'."
            )
        for name in ("startup_timeout_s", "stop_grace_s"):
            value = getattr(self, name)
            if not 0 < value < float("inf"):
                raise UsageError(
                    f"policy.server.{name}={value:g} is not allowed; allowed: more than 0."
                )
        if self.restarts < 0:
            raise UsageError(
                f"policy.server.restarts={self.restarts} is not allowed; allowed: 0 or more."
            )
        for name in ("cwd", "venv"):
            folder = getattr(self, name)
            if folder and not Path(folder).is_dir():
                raise UsageError(f"policy.server.{name}={folder} is no folder.")
        if self.venv and not (Path(self.venv) / "bin" / "python").exists():
            raise UsageError(
                f"policy.server.venv={self.venv} has no bin/python; name the folder of a virtual "
                "environment."
            )

    def words(self, text: str | None = None) -> list[str]:
        """Split the command (or another text) as a shell does.

        Raises:
            UsageError: A quotation is not closed.
        """
        text = self.command if text is None else text
        try:
            return shlex.split(text)
        except ValueError as error:
            raise UsageError(f"The command {text!r} cannot be read: {error}.") from error

    def argv(self, port: int, *, container: str) -> list[str]:
        """Return the command for a port.

        Args:
            port: Port on this machine.
            container: Name for the container, if there is one.
        """
        command = [word.replace(PORT, str(port)) for word in self.words()]
        if self.conda:
            kind = "--prefix" if "/" in self.conda else "--name"
            return ["conda", "run", "--no-capture-output", kind, self.conda, *command]
        if self.docker:
            variables = [f"--env={name}={value}" for name, value in self._variables().items()]
            return [
                *("docker", "run", "--rm", "--init", "--name", container),
                *("--publish", f"127.0.0.1:{port}:{port}", *variables),
                *(*self.words(self.docker_options), self.docker, *command),
            ]
        return command

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """Return the environment variables of the process.

        Args:
            base: Those of this process.
        """
        variables = {**base, **self._variables()}
        # Ours would hide the packages of another interpreter.
        for name in ("PYTHONHOME", "PYTHONPATH"):
            if name not in self.env:
                variables.pop(name, None)
        if self.venv:
            home = Path(self.venv).resolve()
            variables["VIRTUAL_ENV"] = str(home)
            variables["PATH"] = f"{home / 'bin'}:{variables.get('PATH', '')}"
        return variables

    def _variables(self) -> dict[str, str]:
        cuda = {"CUDA_VISIBLE_DEVICES": self.cuda_devices} if self.cuda_devices else {}
        return {"PYTHONUNBUFFERED": "1", **cuda, **self.env}
