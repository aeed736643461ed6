"""The command `simeval`: finds the verb and shows errors as one paragraph."""

from __future__ import annotations

import ast
import difflib
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from simeval import __version__
from simeval.errors import SimevalError, UsageError

VERBS = (
    "run",
    "ls",
    "show",
    "compare",
    "gate",
    "correlate",
    "plan",
    "report",
    "parity",
    "serve",
    "goals",
    "assets",
    "doctor",
)

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb and return the exit code.

    0 done, 2 wrong usage or configuration, 4 infrastructure, 130 interrupted.
    """
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _dispatch(arguments)
    except SimevalError as error:
        sys.stderr.write(f"simeval: {error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("simeval: interrupted\n")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output is gone (`simeval show RUN | head`); that is its right.
        sys.stderr.close()
        return 0


def _dispatch(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        sys.stdout.write(_help())
        return 0 if arguments else UsageError.exit_code
    if arguments[0] in ("-V", "--version"):
        sys.stdout.write(f"simeval {__version__}\n")
        return 0
    verb, *rest = arguments
    if verb not in VERBS:
        close = difflib.get_close_matches(verb, VERBS, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise UsageError(f"Unknown verb {verb!r}.{hint} Verbs: {', '.join(VERBS)}.")
    result: int = importlib.import_module(f"simeval.cli.{verb}").main(rest)
    return result


def _help() -> str:
    lines = [
        "simeval: simulation benchmark for vision-language-action robot policies",
        "",
        "usage: simeval VERB [options]",
        "",
    ]
    lines += [f"  {verb:<11} {_help_line(verb)}" for verb in VERBS]
    lines += [
        "",
        "simeval VERB --help tells more. To start:",
        "  simeval run suite=smoke policy=expert",
        "",
    ]
    return "\n".join(lines)


def _help_line(verb: str) -> str:
    """Read `HELP` of a verb from its source: importing each verb would make help slow."""
    source = Path(__file__).with_name(f"{verb}.py").read_text(encoding="utf-8")
    for statement in ast.parse(source).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="HELP")], value=ast.Constant(value=str(text))):
                return text
    raise LookupError(f"simeval.cli.{verb} does not define HELP")


if __name__ == "__main__":
    sys.exit(main())
