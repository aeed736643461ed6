"""Fetch one file over HTTP: resumable, retried, checked, and put in place in one step."""

from __future__ import annotations

import http.client
import random
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from simeval import __version__
from simeval.assets.digest import digest_file
from simeval.assets.manifest import ManifestFile
from simeval.errors import AssetError

MIRROR_VARIABLE = "SIMEVAL_ASSET_MIRROR"
_BLOCK_BYTES = 1 << 16
_LONGEST_RETRY_AFTER_S = 60.0
_TRANSIENT_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})


class DownloadStopped(Exception):
    """The user interrupted the installation; partial files stay for the next one."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """When to give up on a server.

    Attributes:
        tries: Attempts in a row without a single new byte.
        timeout_s: Silence after which a connection counts as lost.
        first_wait_s: Pause after the first failure; it doubles each time.
        longest_wait_s: Upper limit of that pause.
    """

    tries: int = 5
    timeout_s: float = 30.0
    first_wait_s: float = 0.5
    longest_wait_s: float = 30.0

    def wait_s(self, failures: int) -> float:
        """Pause after so many failures, with jitter so that parallel downloads spread out."""
        pause = min(self.longest_wait_s, self.first_wait_s * 2.0 ** (failures - 1))
        return pause * random.uniform(0.75, 1.25)


class RefusedError(AssetError):
    """The server answers, but will not give this file, or gives another one."""


class _Lost(Exception):
    """The transfer broke in a way that another try may mend."""

    def __init__(self, message: str, *, wait_s: float = 0.0) -> None:
        super().__init__(message)
        self.wait_s = wait_s


def part_of(target: Path) -> Path:
    """Where the bytes of a file gather until they are all there and right."""
    return target.with_name(target.name + ".part")


def download(
    url: str,
    entry: ManifestFile,
    target: Path,
    *,
    patience: Patience,
    stop: Event,
    on_bytes: Callable[[int], None],
) -> None:
    """Fetch a file to `target`, which changes only when the new bytes are proven right.

    An interrupted transfer leaves ``<target>.part`` and is continued with a range request.

    Raises:
        RefusedError: The server says no, or sends other bytes than the manifest's.
        AssetError: The server is not reachable, or loses the connection again and again.
        DownloadStopped: `stop` was set.
        OSError: The disk is full or read-only.
    """
    part = part_of(target)
    part.parent.mkdir(parents=True, exist_ok=True)
    failures = 0
    wrong_bytes = False
    while True:
        before = part.stat().st_size if part.exists() else 0
        try:
            _transfer(
                url,
                part,
                limit=entry.size_limit,
                patience=patience,
                stop=stop,
                on_bytes=on_bytes,
            )
        except _Lost as error:
            grown = part.exists() and part.stat().st_size > before
            failures = 1 if grown else failures + 1
            if failures >= patience.tries:
                raise AssetError(_unreachable(url, entry, target, error, failures)) from error
            if stop.wait(max(error.wait_s, patience.wait_s(failures))):
                raise DownloadStopped from error
            continue
        complaint = entry.complaint(digest_file(part))
        if complaint is None:
            part.replace(target)
            return
        on_bytes(-part.stat().st_size)
        part.unlink()
        if wrong_bytes:
            raise RefusedError(
                f"The server sent the wrong bytes for {entry.path}, twice: {complaint}. "
                f"URL: {url}. Nothing was changed. A proxy or mirror may be serving another "
                f"version: try without it (--mirror, {MIRROR_VARIABLE}), or install from a "
                "checkout with: simeval assets install simpler --from FOLDER"
            )
        # A partial file of an earlier day may be what is wrong: one try from the first byte.
        wrong_bytes = True


def _transfer(
    url: str,
    part: Path,
    *,
    limit: int,
    patience: Patience,
    stop: Event,
    on_bytes: Callable[[int], None],
) -> None:
    """Append what is missing to `part`, at most one block beyond `limit` bytes in all.

    Raises:
        _Lost: The connection broke before the last byte.
    """
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"User-Agent": f"simeval/{__version__}"})
    if have:
        request.add_header("Range", f"bytes={have}-")
    try:
        with urllib.request.urlopen(request, timeout=patience.timeout_s) as response:
            resumed = response.status == 206
            if resumed and _range_start(response.headers.get("Content-Range")) != have:
                part.unlink()
                on_bytes(-have)
                raise _Lost("the server continued at another byte than was asked for")
            if have and not resumed:
                on_bytes(-have)
                have = 0
            length = response.headers.get("Content-Length")
            received = 0
            with part.open("ab" if resumed else "wb") as file:
                while have + received <= limit and (block := _read(response)):
                    file.write(block)
                    received += len(block)
                    on_bytes(len(block))
                    if stop.is_set():
                        raise DownloadStopped
            if length is not None and received < int(length) and have + received <= limit:
                raise _Lost(f"the connection closed after {received} of {length} bytes")
    except urllib.error.HTTPError as error:
        _judge_status(error, url, part, on_bytes)
    except urllib.error.URLError as error:
        raise _Lost(str(error.reason)) from error
    except (http.client.HTTPException, ConnectionError, TimeoutError) as error:
        raise _Lost(f"{type(error).__name__}: {error}") from error


def _read(response: http.client.HTTPResponse) -> bytes:
    """One block; an error of the network is told apart from one of the disk."""
    try:
        return response.read(_BLOCK_BYTES)
    except OSError as error:
        raise _Lost(f"{type(error).__name__}: {error}") from error


def _judge_status(
    error: urllib.error.HTTPError, url: str, part: Path, on_bytes: Callable[[int], None]
) -> None:
    """Decide what an HTTP status means for the transfer."""
    if error.code == 416:
        # Nothing is left to send: either the part is whole, or it is longer than the file.
        if (total := _range_total(error.headers.get("Content-Range"))) == part.stat().st_size:
            return
        on_bytes(-part.stat().st_size)
        part.unlink()
        raise _Lost(f"the partial file does not fit the {total} bytes on the server")
    if error.code in _TRANSIENT_STATUS:
        wait = error.headers.get("Retry-After", "")
        wait_s = min(float(wait), _LONGEST_RETRY_AFTER_S) if wait.isdigit() else 0.0
        raise _Lost(f"HTTP {error.code} {error.reason}", wait_s=wait_s)
    raise RefusedError(
        f"The server answered HTTP {error.code} {error.reason} for {url}. Check the address of the "
        f"mirror (--mirror, {MIRROR_VARIABLE}); without one, the upstream repository may have "
        "moved: install from a checkout with: simeval assets install simpler --from FOLDER"
    )


def _range_start(header: str | None) -> int | None:
    match = re.fullmatch(r"bytes (\d+)-\d+/(?:\d+|\*)", header or "")
    return int(match[1]) if match else None


def _range_total(header: str | None) -> int | None:
    match = re.fullmatch(r"bytes \*/(\d+)", header or "")
    return int(match[1]) if match else None


def _unreachable(
    url: str, entry: ManifestFile, target: Path, error: Exception, failures: int
) -> str:
    return (
        f"{entry.path} could not be downloaded to {target.parent} after {failures} tries: {error}. "
        f"URL: {url}. What has arrived is kept, and the same command continues there. On a machine "
        "without internet access: copy a checkout or a zip of simpler-env/ManiSkill2_real2sim to "
        "it and run: simeval assets install simpler --from FOLDER_OR_ZIP"
    )
