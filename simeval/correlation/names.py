"""Long names of tasks in narrow places."""

from __future__ import annotations

import re


def folded(name: str, width: int, indent: str = "") -> str:
    """Break a name into lines after underscores and spaces.

    Args:
        name: The name.
        width: Characters per line; a part without a break may be longer.
        indent: In front of every line.
    """
    lines = [""]
    for part in re.split(r"(?<=[_ ])", name):
        if len(lines[-1]) + len(part.rstrip()) > width - len(indent):
            lines.append("")
        lines[-1] += part
    return "\n".join(f"{indent}{line.rstrip()}" for line in lines if line)
