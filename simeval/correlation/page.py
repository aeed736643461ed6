"""The report of a correlation: one HTML file that needs nothing else."""

from __future__ import annotations

import re
from typing import Any

from simeval.correlation.display_order import in_display_order
from simeval.correlation.numbers import (
    counts,
    decimal,
    interval,
    p_value,
    percent,
    signed,
    trial_range,
)
from simeval.correlation.record import CorrelationFile
from simeval.correlation.scatter import draw, panels

_PANEL_IN = 4.0


def render(record: CorrelationFile) -> str:
    """Return the report as HTML."""
    import jinja2
    import markupsafe

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("simeval.correlation", package_path=""),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {
        "decimal": decimal,
        "signed": signed,
        "interval": interval,
        "percent": percent,
        "p_value": p_value,
        "counts": counts,
        "trial_range": trial_range,
        "breakable": _breakable,
    }
    plots = [
        (panel, markupsafe.Markup(_inline(draw([panel], record, "svg", panel_in=_PANEL_IN))))
        for panel in panels(record)
    ]
    return environment.get_template("correlation.html.j2").render(
        record=record, tasks=list(in_display_order(record.tasks)), plots=plots
    )


def _inline(svg: bytes) -> str:
    """Take what stands before the svg element away, and its fixed size."""
    text = svg.decode()
    element = text[text.index("<svg ") :]
    return re.sub(r' (?:width|height)="[\d.]+pt"', "", element, count=2)


def _breakable(name: str) -> Any:
    """Let a long name break after its underscores."""
    import markupsafe

    return markupsafe.Markup("_<wbr>").join(name.split("_"))
