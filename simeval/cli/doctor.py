"""`simeval doctor`: check this machine, or a policy."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

HELP = "check machine, packages, renderer, assets and storage; or a policy (doctor policy)"

_BROKEN_EXIT_CODE = 4
_MARKS = {
    "fine": "[green]ok[/]",
    "note": "[cyan]note[/]",
    "warning": "[yellow]warn[/]",
    "broken": "[red]BROKEN[/]",
}

if TYPE_CHECKING:
    from simeval.doctor.finding import Finding


def main(argv: Sequence[str]) -> int:
    """Run the verb; 0 when nothing that is needed is broken, 4 otherwise.

    `simeval doctor policy` examines a policy instead, with exit codes of its own.
    """
    if argv and argv[0] == "policy":
        from simeval.cli import doctor_policy

        return doctor_policy.main(argv[1:])
    parser = argparse.ArgumentParser(
        prog="simeval doctor",
        description=f"{HELP}; exit code 0 when simeval can run here, 4 when something is broken",
        epilog="simeval doctor policy policy=NAME examines a policy (simeval doctor policy --help)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(argv)

    from rich.console import Console

    from simeval.doctor.diagnosis import diagnose

    console = Console(stderr=True)
    with console.status("checking; the first frame of a software renderer takes some seconds"):
        findings = list(diagnose())
    broken = [finding for finding in findings if finding.state == "broken"]
    code = _BROKEN_EXIT_CODE if broken else 0
    if options.json:
        content = {"exit_code": code, "findings": [asdict(finding) for finding in findings]}
        sys.stdout.write(json.dumps(content, indent=2) + "\n")
    else:
        _print(findings)
    return code


def _print(findings: list[Finding]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
    for column in ("topic", "state", "name", "text"):
        table.add_column(column, no_wrap=column != "text", overflow="fold")
    topic = None
    for finding in findings:
        text = escape(finding.text)
        if finding.fix:
            text += f"\n[bold]fix:[/] {escape(finding.fix)}"
        heading = f"[bold]{finding.topic}[/]" if finding.topic != topic else ""
        table.add_row(heading, _MARKS[finding.state], finding.name, text)
        topic = finding.topic
    console = Console()
    console.print(table)
    console.print(_verdict(findings))


def _verdict(findings: list[Finding]) -> str:
    broken = sum(finding.state == "broken" for finding in findings)
    warnings = sum(finding.state == "warning" for finding in findings)
    mild = f"{warnings} warning{'' if warnings == 1 else 's'}"
    if broken:
        return f"[red]{broken} broken[/], {mild}: simeval cannot run here as it is."
    if warnings:
        return f"[yellow]simeval runs here[/], with {mild}."
    return "[green]simeval runs here.[/]"
