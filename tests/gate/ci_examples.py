"""Runs the shell steps of the CI examples as their runners do.

    python tests/gate/ci_examples.py docs/ci/github-gate.yml

The steps run in a copy of the checkout that shares its .venv; what a runner provides (checkout,
Python, artifact storage) is left out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Job:
    """What is left of a job."""

    folder: Path
    codes: dict[str, int] = field(default_factory=dict)
    """Exit code of each shell step, by name."""
    log: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    artifacts: tuple[str, ...] = ()
    junit: str | None = None


def scratch_checkout(folder: Path) -> Path:
    """Copy the tracked files, old enough that `make install` finds nothing to install."""
    listing = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listing.stdout.splitlines():
        if (ROOT / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)
            shutil.copymode(ROOT / name, target)
            os.utime(target, (0, 0))
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


def run_github(path: Path, checkout: Path, overrides: Mapping[str, str]) -> Job:
    """Run the `run` steps of the one job, each in its own bash, as the runner does."""
    workflow = yaml.safe_load(path.read_text())
    [definition] = workflow["jobs"].values()
    job = Job(checkout)
    files = {name: checkout.parent / name for name in ("summary.md", "outputs.txt")}
    variables = {
        **workflow.get("env", {}),
        **overrides,
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(files["summary.md"]),
        "GITHUB_OUTPUT": str(files["outputs.txt"]),
    }
    failed = False
    for number, step in enumerate(definition["steps"]):
        if failed and step.get("if") != "always()":
            continue
        if step.get("uses", "").startswith("actions/upload-artifact"):
            job.artifacts = tuple(step["with"]["path"].split())
        if "run" not in step:
            continue
        files["outputs.txt"].write_text("")
        own = {name: _fill(str(value), job.outputs) for name, value in step.get("env", {}).items()}
        code, log = _bash(_fill(step["run"], job.outputs), checkout, {**variables, **own})
        job.codes[step.get("name", f"step {number}")] = code
        job.log += log
        for line in files["outputs.txt"].read_text().splitlines():
            name, _, value = line.partition("=")
            job.outputs[f"steps.{step.get('id', number)}.outputs.{name}"] = value
        failed = failed or code != 0
    if files["summary.md"].exists():
        job.summary = files["summary.md"].read_text()
    return job


def run_gitlab(path: Path, checkout: Path, overrides: Mapping[str, str]) -> Job:
    """Run before_script and script of the one job in one bash that stops at the first error."""
    pipeline = yaml.safe_load(path.read_text())
    [(name, definition)] = [
        (key, value)
        for key, value in pipeline.items()
        if isinstance(value, dict) and "script" in value
    ]
    lines = [*definition.get("before_script", []), *definition["script"]]
    variables = {**pipeline.get("variables", {}), **overrides, "CI": "true", "GITLAB_CI": "true"}
    code, log = _bash("set -o pipefail\n" + "\n".join(lines), checkout, variables)
    artifacts = definition["artifacts"]
    return Job(
        checkout,
        codes={name: code},
        log=log,
        artifacts=tuple(artifacts["paths"]),
        junit=artifacts["reports"]["junit"],
    )


def _bash(script: str, folder: Path, variables: Mapping[str, str]) -> tuple[int, str]:
    hidden = re.compile(r"GITHUB_|GITLAB_|CI_")
    base = {name: value for name, value in os.environ.items() if not hidden.match(name)}
    done = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=folder,
        env={**base, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout


def _fill(text: str, values: Mapping[str, str]) -> str:
    """Put outputs of steps in the place of their expressions."""
    return re.sub(r"\$\{\{\s*([\w.]+)\s*\}\}", lambda match: values.get(match[1], ""), text)


def main() -> int:
    """Run one example as it stands and print what it left."""
    path = Path(sys.argv[1])
    overrides = dict(item.split("=", 1) for item in sys.argv[2:])
    with tempfile.TemporaryDirectory() as root:
        checkout = scratch_checkout(Path(root) / "checkout")
        run = run_github if "github" in path.name else run_gitlab
        job: Any = run(path, checkout, overrides)
        print(job.log)
        print("exit codes:", job.codes)
        print("outputs:", job.outputs)
        print("summary:", len(job.summary), "bytes")
        for name in job.artifacts:
            print("artifact:", name, "there" if (checkout / name).exists() else "MISSING")
        junit = checkout / (job.junit or "gate-junit.xml")
        print(junit.read_text() if junit.exists() else "no JUnit file")
    return max(job.codes.values())


if __name__ == "__main__":
    sys.exit(main())
