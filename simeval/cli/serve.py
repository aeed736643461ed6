"""`simeval serve`: a policy or a model as a simeval/1 server."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

HELP = "serve a policy or a model of this environment to runs elsewhere (simeval/1)"

_USAGE = """\
usage: simeval serve policy=NAME [policy.OPTION=VALUE ...] [key=value ...]
       simeval serve policy=MODULE:ATTRIBUTE [key=value ...]

Serve a registered policy, or a model: MODULE can be imported from this folder, and ATTRIBUTE is a
simeval.policies.model.Model, or a class or function that makes one. A policy is used so:

  simeval serve policy=random port=8000
  simeval run suite=smoke policy=remote policy.url=http://127.0.0.1:8000

An environment without simeval serves its model with the single file that this prints the place of:

  simeval serve --file

flags:
  --file      print the path of the file to copy into a model's own environment
  -h, --help  this text

keys:
{keys}
Exit code: 0 stopped by Ctrl-C or SIGTERM, 2 wrong usage, 4 infrastructure.
"""

if TYPE_CHECKING:
    from simeval.conf.compose_serve import ComposedServe


def main(argv: Sequence[str]) -> int:
    """Run the verb; returns the exit code."""
    flags = [argument for argument in argv if argument.startswith("-")]
    if "-h" in flags or "--help" in flags:
        from simeval.conf.options_help import option_lines
        from simeval.conf.serve_config import ServeConfig

        keys = "".join(f"  {line}\n" for line in option_lines(ServeConfig))
        sys.stdout.write(_USAGE.format(keys=keys))
        return 0
    unknown = [flag for flag in flags if flag != "--file"]
    if unknown:
        from simeval.errors import UnknownNameError

        raise UnknownNameError("flag", unknown[0], ["--file", "--help"])
    if flags:
        from importlib.util import find_spec

        spec = find_spec("simeval.policies.serving.simeval_server")
        assert spec is not None
        sys.stdout.write(f"{spec.origin}\n")
        return 0

    from simeval.conf.compose_serve import compose_serve

    return _serve(compose_serve(argv))


def _serve(composed: ComposedServe) -> int:
    from simeval.policies.serving.open_server import open_server

    server = open_server(composed)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: server.stop())
    sys.stderr.write(f"{server.facts()['name']} is ready at {server.url} (Ctrl-C ends it)\n")
    server.run()
    return 0
