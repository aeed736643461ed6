"""Runs one command in a process group of its own and ends the whole group with it.

    python keeper.py PARENT_PID GRACE_S COMMAND...

The keeper ends the group when it is told to (SIGTERM), when the command ends, and when its parent
is gone, however that came about: SIGTERM to all, and SIGKILL after the grace. Some commands, such
as `conda run`, would leave their own children behind. It exits as the command did.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_NOT_FOUND = 127


class _ToldToEnd(Exception):
    pass


def main() -> int:
    """Run the command."""
    parent, grace_s, command = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        return 1
    process = None
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        code = process.wait()
    except OSError as error:
        sys.stderr.write(f"{command[0]} cannot be started: {error.strerror}\n")
        return _NOT_FOUND
    except _ToldToEnd:
        code = 0
    _end_group(process, grace_s)
    return code if code >= 0 else 128 - code


def _end(number: int, frame: object) -> None:
    raise _ToldToEnd


def _end_group(process: subprocess.Popen[bytes] | None, grace_s: float) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    os.killpg(0, signal.SIGTERM)
    deadline = time.monotonic() + grace_s
    while time.monotonic() < deadline:
        if process is not None:
            process.poll()
        if not _others():
            return
        time.sleep(0.02)
    for pid in _others():
        os.kill(pid, signal.SIGKILL)


def _others() -> list[int]:
    """Return the living processes of our group, ourselves left out."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            state, _, group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(group) == os.getpgrp() and state != "Z":
            found.append(int(entry.name))
    return found


if __name__ == "__main__":
    sys.exit(main())
