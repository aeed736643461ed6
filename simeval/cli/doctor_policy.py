"""`simeval doctor policy`: is the adapter of a policy right?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

HELP = "examine a policy: a wrong rotation, gripper, scale, image or key, before a sweep does"

SCHEMA, SCHEMA_VERSION = "simeval.policy_examination", 1

_WRONG_EXIT_CODE = 1

_USAGE = """\
usage: simeval doctor policy policy=NAME [policy.OPTION=VALUE ...] [key=value ...] [--json]

Examine a policy before a sweep: its preset against the nearest shipped one, what reaches the
network, what becomes of its numbers in the real environment, and whether it answers the same twice.

  simeval doctor policy policy=remote policy.preset=openvla-widowx policy.url=http://127.0.0.1:8000
  simeval doctor policy policy=remote policy.preset=./my-vla.yaml policy.url=... against=octo-widowx

flags:
  --json      print JSON, with the evidence of every check in full
  -h, --help  this text

keys:
{keys}
Exit code: 0 nothing is wrong, 1 the adapter is wrong, 2 wrong usage, 4 infrastructure.
"""

_MARKS = {
    "ok": "[green]ok[/]",
    "note": "[cyan]note[/]",
    "warning": "[yellow]warn[/]",
    "wrong": "[bold red]WRONG[/]",
    "not checked": "[dim]not checked[/]",
}

if TYPE_CHECKING:
    from rich.text import Text

    from simeval.doctor.policy.check import Check


def main(argv: Sequence[str]) -> int:
    """Run the verb; returns the exit code."""
    flags = [argument for argument in argv if argument.startswith("-")]
    if "-h" in flags or "--help" in flags:
        from simeval.conf.options_help import option_lines
        from simeval.conf.policy_doctor_config import PolicyDoctorConfig

        keys = "".join(f"  {line}\n" for line in option_lines(PolicyDoctorConfig))
        sys.stdout.write(_USAGE.format(keys=keys))
        return 0
    unknown = [flag for flag in flags if flag != "--json"]
    if unknown:
        from simeval.errors import UnknownNameError

        raise UnknownNameError("flag", unknown[0], ["--json", "--help"])

    from simeval.errors import InfrastructureError

    arguments = [argument for argument in argv if argument not in flags]
    checks: list[Check] = []
    error: InfrastructureError | None = None
    try:
        for check in _checks(arguments):
            checks.append(check)
    except InfrastructureError as broken:
        if not checks:
            raise
        # What was found before the server went is worth knowing.
        error = broken
    wrong = any(check.verdict == "wrong" for check in checks)
    code = error.exit_code if error else _WRONG_EXIT_CODE if wrong else 0
    if flags:
        _print_json(arguments, checks, code, error)
    else:
        _print(checks)
    if error is not None:
        sys.stderr.write(f"simeval: {error}\n")
    return code


def _print_json(
    arguments: Sequence[str], checks: Sequence[Check], code: int, error: Exception | None
) -> None:
    content = {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "arguments": list(arguments),
        "exit_code": code,
        "error": None if error is None else str(error),
        "checks": [asdict(check) for check in checks],
    }
    sys.stdout.write(json.dumps(content, indent=2, default=float) + "\n")


def _checks(arguments: Sequence[str]) -> Iterator[Check]:
    from rich.console import Console

    from simeval.conf.compose_policy_doctor import compose_policy_doctor

    composed = compose_policy_doctor(arguments)
    with Console(stderr=True).status("examining") as status:
        from pathlib import Path

        from simeval.doctor.policy.admission import admitted
        from simeval.doctor.policy.examine import examine
        from simeval.doctor.policy.reference_file import read_reference

        config = composed.config
        reference = read_reference(Path(config.reference)) if config.reference else None
        with admitted(composed) as exam:
            for check in examine(
                exam, reference=reference, stall_s=config.stall_s, restart=config.restart
            ):
                status.update(f"examining; done: {check.name}")
                yield check


def _print(checks: Sequence[Check]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
    table.add_column("verdict", no_wrap=True)
    table.add_column("name", max_width=22)
    table.add_column("text", overflow="fold")
    topic = None
    for check in sorted(checks, key=lambda one: _TOPICS.index(one.topic)):
        if check.topic != topic:
            topic = check.topic
            table.add_row("", f"[bold]{topic}[/]", "")
        table.add_row(_MARKS[check.verdict], escape(check.name), _text(check))
    console = Console()
    console.print(table)
    console.print(_summary(checks))


def _text(check: Check) -> Text:
    """One line for what is right, all of it for the rest."""
    from rich.text import Text

    if check.verdict == "ok":
        return Text(check.evidence, no_wrap=True, overflow="ellipsis")
    text = Text(check.evidence)
    if check.fix:
        text.append("\nfix: ", style="bold").append(check.fix, style="not bold")
    return text


_TOPICS = ("adapter", "robot", "image", "state", "action", "behaviour", "reference", "server")


def _summary(checks: Sequence[Check]) -> str:
    counts = dict.fromkeys(_MARKS, 0)
    for check in checks:
        counts[check.verdict] += 1
    rest = f"{counts['ok']} ok, {counts['note']} notes, {counts['not checked']} not checked"
    warnings = f"{counts['warning']} warning{'' if counts['warning'] == 1 else 's'}"
    if counts["wrong"]:
        return f"[bold red]{counts['wrong']} wrong[/], {warnings}, {rest}: do not run a sweep yet."
    colour = "yellow" if counts["warning"] else "green"
    return f"[{colour}]Nothing is wrong[/]: {warnings}, {rest}."
