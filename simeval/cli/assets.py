"""`simeval assets`: list, install and verify asset sets."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from simeval.assets import ASSET_SETS, AssetSet, load_asset_set
from simeval.assets.download import MIRROR_VARIABLE
from simeval.assets.install import Installer, InstallReport, base_url
from simeval.assets.locate import SIMPLER_VARIABLE, simpler_install_folder, simpler_root
from simeval.assets.simpler_set import simpler_set_at
from simeval.assets.verify import Verification, verify
from simeval.cli.transfer_bar import TransferBar
from simeval.errors import AssetError, UnknownNameError

HELP = "list, install and verify asset sets (robots, objects, backgrounds)"

_BROKEN = AssetError.exit_code


def main(argv: list[str]) -> int:
    """Run the verb; returns the exit code."""
    options = _parser().parse_args(argv)
    code: int = options.run(options)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="simeval assets", description=HELP)
    verbs = parser.add_subparsers(required=True, metavar="{ls,install,verify}")

    ls = verbs.add_parser("ls", help="asset sets and their state on this machine")
    ls.set_defaults(run=_ls)

    install = verbs.add_parser("install", help="download a set, or copy it from a checkout")
    install.add_argument("name", metavar="NAME", help="simpler")
    install.add_argument(
        "--from",
        dest="source",
        type=Path,
        metavar="DIR",
        help="copy from a checkout, a zip or a tar of the upstream repository; no network",
    )
    install.add_argument("--force", action="store_true", help="fetch even what is there and right")
    install.add_argument(
        "--mirror",
        metavar="URL",
        help=f"take the files from below this address (also {MIRROR_VARIABLE})",
    )
    install.set_defaults(run=_install)

    check = verbs.add_parser("verify", help="hold the files against their manifest")
    check.add_argument("name", metavar="NAME", nargs="?", help="default: every installed set")
    check.add_argument(
        "--quick", action="store_true", help="trust remembered hashes of files that look untouched"
    )
    check.set_defaults(run=_verify)

    for verb in (ls, install, check):
        verb.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _ls(options: argparse.Namespace) -> int:
    rows = [_row(name) for name in ASSET_SETS]
    if options.json:
        _print_json(rows)
        return 0
    table = Table("set", "state", "files", "stand-ins", "content hash", "folder", box=None)
    for row in rows:
        table.add_row(
            row["name"],
            row["state"],
            *(str(row[key]) if key in row else "-" for key in ("good", "stand_ins")),
            row.get("content_hash", "-")[:12],
            escape(row.get("root", "")),
        )
    console = Console()
    console.print(table)
    for row in rows:
        if "hint" in row:
            console.print(f"[yellow]{row['name']}[/]: {escape(row['hint'])}", soft_wrap=True)
    return 0


def _row(name: str) -> dict[str, Any]:
    try:
        result = verify(load_asset_set(name), quick=True)
    except AssetError as error:
        return {"name": name, "state": "not installed", "hint": str(error)}
    row = {
        "name": name,
        "state": "ready" if result.usable else "damaged",
        "root": str(result.root),
        "good": result.good,
        "stand_ins": len(result.stand_ins),
        "content_hash": result.content_hash,
    }
    if not result.usable:
        row["hint"] = f"{_damage(result)} {result.repair}"
    return row


def _install(options: argparse.Namespace) -> int:
    if options.name not in ASSET_SETS:
        raise UnknownNameError("asset set", options.name, ASSET_SETS)
    if options.name == "bundled":
        sys.stdout.write("The set 'bundled' ships with simeval: nothing to install.\n")
        return 0
    asset_set = simpler_set_at(simpler_install_folder())
    with TransferBar(quiet=options.json) as bar:
        installer = Installer(files=asset_set.files, progress=bar, force=options.force)
        source: Path | None = options.source
        if source is None:
            report = installer.from_network(base_url(asset_set.files.manifest, options.mirror))
        elif source.is_dir():
            report = installer.from_folder(source.absolute())
        elif source.is_file():
            report = installer.from_archive(source.absolute())
        else:
            raise AssetError(f"--from {source}: there is no such folder or file.")
    result = verify(asset_set, quick=True)
    if options.json:
        _print_json(_as_json(result) | {"installed": _install_as_json(report)})
    else:
        _print_install(report, result)
    return 0 if result.usable and not report.rejected else _BROKEN


def _print_install(report: InstallReport, result: Verification) -> None:
    console = Console()
    console.print(
        f"simpler: {len(report.written)} files written, {len(report.kept)} were there already, "
        f"in {escape(str(report.root))}",
        soft_wrap=True,
    )
    for path, complaint in report.rejected:
        console.print(f"[red]not taken[/]  {escape(path)}: {escape(complaint)}", soft_wrap=True)
    _print_verification(console, result)
    try:
        in_use = simpler_root()
    except AssetError:
        in_use = None
    if in_use != report.root:
        console.print(
            f"[yellow]{SIMPLER_VARIABLE} is set[/] and goes first: unset it to use this "
            "installation.",
            soft_wrap=True,
        )


def _verify(options: argparse.Namespace) -> int:
    sets = [load_asset_set(options.name)] if options.name else _installed_sets()
    results = [verify(asset_set, quick=options.quick) for asset_set in sets]
    if options.json:
        _print_json([_as_json(result) for result in results])
    else:
        console = Console()
        for result in results:
            _print_verification(console, result)
    return 0 if all(result.usable for result in results) else _BROKEN


def _installed_sets() -> list[AssetSet]:
    """Every set that is there; one that is not is no defect."""
    sets = []
    for name in ASSET_SETS:
        try:
            sets.append(load_asset_set(name))
        except AssetError:
            if name == "bundled":
                raise
    return sets


def _print_verification(console: Console, result: Verification) -> None:
    verdict = "[green]ready[/]" if result.usable else "[red]damaged[/]"
    console.print(
        f"{result.name}: {verdict}, {result.good} files as they should be, "
        f"{len(result.stand_ins)} replaced, {len(result.missing)} missing, "
        f"{len(result.corrupt)} corrupt ({escape(str(result.root))})",
        soft_wrap=True,
    )
    for path, complaint in result.corrupt:
        console.print(f"  [red]corrupt[/]   {escape(path)}: {escape(complaint)}", soft_wrap=True)
    for path in result.missing:
        console.print(f"  [red]missing[/]   {escape(path)}", soft_wrap=True)
    for stand_in in result.stand_ins:
        console.print(
            f"  [yellow]stand-in[/]  {escape(stand_in.missing)} -> {escape(stand_in.replacement)}",
            soft_wrap=True,
        )
    if not result.usable:
        console.print(f"  {escape(result.repair)}", soft_wrap=True)


def _damage(result: Verification) -> str:
    return f"{len(result.missing)} files are missing and {len(result.corrupt)} corrupt."


def _as_json(result: Verification) -> dict[str, Any]:
    return {
        "name": result.name,
        "root": str(result.root),
        "usable": result.usable,
        "content_hash": result.content_hash,
        "good": result.good,
        "missing": list(result.missing),
        "corrupt": [{"path": path, "complaint": text} for path, text in result.corrupt],
        "stand_ins": [
            {"missing": stand_in.missing, "replacement": stand_in.replacement}
            for stand_in in result.stand_ins
        ],
    }


def _install_as_json(report: InstallReport) -> dict[str, Any]:
    return {
        "written": len(report.written),
        "kept": len(report.kept),
        "absent": list(report.absent),
        "rejected": [{"path": path, "complaint": text} for path, text in report.rejected],
    }


def _print_json(content: Any) -> None:
    sys.stdout.write(json.dumps(content, indent=2) + "\n")
