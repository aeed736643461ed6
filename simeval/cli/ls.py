"""`simeval ls`: what there is."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

HELP = "list suites, tasks, policies, presets, assets, scenes or runs"

Row = dict[str, Any]

_WIDTH_IN_FILES = 140


def main(argv: Sequence[str]) -> int:
    """Run the verb; returns the exit code."""
    parser = argparse.ArgumentParser(prog="simeval ls", description=HELP)
    parser.add_argument("what", metavar="WHAT", help=", ".join(_LISTINGS))
    parser.add_argument("folder", nargs="?", type=Path, help="where to look for runs or scenes")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(argv)
    if options.what not in _LISTINGS:
        from simeval.errors import UnknownNameError

        raise UnknownNameError("listing", options.what, _LISTINGS)
    rows = _LISTINGS[options.what](options.folder)
    if options.json:
        sys.stdout.write(json.dumps(rows, indent=2) + "\n")
    elif rows:
        hidden = _ONLY_IN_JSON.get(options.what, ())
        _print_table([{k: v for k, v in row.items() if k not in hidden} for row in rows])
    else:
        sys.stdout.write(f"no {options.what} found\n")
    return 0


def _suites(folder: Path | None) -> list[Row]:
    from simeval.suites import load_suite, suite_names

    rows = []
    for suite in map(load_suite, suite_names()):
        episodes = sum(len(entry.episode_ids) for entry in suite.entries) * len(suite.seeds)
        rows.append(
            {
                "suite": suite.name,
                "title": suite.title,
                "tasks": len({entry.task for entry in suite.entries}),
                "episodes": episodes,
                "success rule": suite.success_rule,
            }
        )
    return rows


def _tasks(folder: Path | None) -> list[Row]:
    from simeval.envs.catalogue import TASKS

    return [
        {
            "task": task.name,
            "instruction": task.instruction,
            "robot": task.robot,
            "episodes": task.episode_count,
            "horizon": task.horizon_steps,
        }
        for task in TASKS.values()
    ]


def _policies(folder: Path | None) -> list[Row]:
    from simeval.policies.registry import policy_entries

    rows = []
    for entry in policy_entries().values():
        options = dict(_defaults(entry.config_class()))
        rows.append({"policy": entry.name, "summary": entry.summary, "options": options})
    return rows


def _defaults(config: type[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every option of a class with its default; those of a nested class under its name."""
    import dataclasses

    for field in dataclasses.fields(config):
        default = None if field.default is dataclasses.MISSING else field.default
        if field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        if dataclasses.is_dataclass(default):
            yield from _defaults(type(default), f"{prefix}{field.name}.")
        else:
            yield f"{prefix}{field.name}", default


def _presets(folder: Path | None) -> list[Row]:
    from simeval.policies.presets import load_preset, preset_names

    rows: list[Row] = []
    for preset in map(load_preset, preset_names()):
        chunk, execute = preset.action.chunk, preset.action.execute
        rows.append(
            {
                "preset": preset.name,
                "family": preset.family,
                "robot": preset.robot,
                "protocol": preset.protocol,
                "executed": str(execute) if chunk is None else f"{execute} of {chunk}",
                "source": preset.sources[0].partition(":")[0].rpartition("/")[2],
                "sources": list(preset.sources),
            }
        )
    return rows


def _assets(folder: Path | None) -> list[Row]:
    from simeval.assets import ASSET_SETS, load_asset_set
    from simeval.errors import AssetError

    rows: list[Row] = []
    for name in ASSET_SETS:
        try:
            found = load_asset_set(name)
        except AssetError:
            state = f"not installed; see: simeval assets install {name}"
            rows.append({"asset set": name, "state": state, "objects": None, "hash": None})
        else:
            objects, content = len(found.model_ids), found.content_hash[:12]
            rows.append({"asset set": name, "state": "ready", "objects": objects, "hash": content})
    return rows


def _scenes(folder: Path | None) -> list[Row]:
    root = folder or Path("scenes")
    return [
        {"scene": path.parent.name, "folder": str(path.parent)}
        for path in sorted(root.glob("**/scene.yaml"))
    ]


def _runs(folder: Path | None) -> list[Row]:
    from simeval.errors import SimevalError
    from simeval.runlog import RunFolder, summarise
    from simeval.runner.run_folder_name import RUNS_FOLDER

    rows: list[Row] = []
    for path in sorted((folder or RUNS_FOLDER).glob("**/run.json")):
        run = RunFolder(path.parent)
        try:
            info = run.read_info()
            summary = summarise(info, run.records())
        except SimevalError as error:
            rows.append({"run": str(run.root), "suite": "unreadable", "policy": str(error)})
            continue
        rows.append(
            {
                "run": str(run.root),
                "suite": summary.suite,
                "policy": summary.policy,
                "finished": f"{summary.finished}/{summary.planned}",
                "k/n": f"{summary.successes}/{summary.scored}",
                "unscored": summary.unscored,
                "last session": info.sessions[-1].started_at[:16] if info.sessions else None,
            }
        )
    return rows


# The name of a preset begins with its family.
_ONLY_IN_JSON = {"presets": ("family", "sources")}

_LISTINGS: dict[str, Callable[[Path | None], list[Row]]] = {
    "suites": _suites,
    "tasks": _tasks,
    "policies": _policies,
    "presets": _presets,
    "assets": _assets,
    "scenes": _scenes,
    "runs": _runs,
}


def _print_table(rows: list[Row]) -> None:
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    names = list(dict.fromkeys(name for row in rows for name in row))
    for index, name in enumerate(names):
        table.add_column(name, overflow="fold", no_wrap=index == 0)
    for row in rows:
        table.add_row(*(escape(_cell(row.get(name))) for name in names))
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH_IN_FILES)
    console.print(table)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return "\n".join(f"policy.{name}={option}" for name, option in value.items())
    return str(value)
