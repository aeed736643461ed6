"""Simulated against real rates as a figure, with an interval on each axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from simeval.correlation.agreement import Agreement, Point, Side
from simeval.correlation.display_order import in_display_order
from simeval.correlation.names import folded
from simeval.correlation.numbers import decimal, interval
from simeval.correlation.record import CorrelationFile

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

INK = "#1d2129"
QUIET = "#666c77"
LINE = "#d9d5cc"
# M. Okabe and K. Ito (2008), "Color universal design", without the yellow that white swallows.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", INK)
MARKERS = "osD^vP"

_PANEL_IN = 3.3
_SINGLE_IN = 5.4
_COLUMNS = 4
_MARGIN = 0.045
_TITLE_CHARACTERS = 52
# More names than this leave no place for each other.
_MOST_NAMES = 30


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One scatter: a task, or the mean over tasks."""

    title: str
    """Task."""
    found: Agreement
    """Its policies and coefficients."""


def panels(record: CorrelationFile) -> list[Panel]:
    """Return a panel per task and per mean over tasks."""
    found = [Panel(title=task.task, found=task) for task in in_display_order(record.tasks)]
    return found + [
        Panel(
            title=f"mean over {len(group.tasks)} tasks, {len(group.policies)} policies",
            found=group.suite,
        )
        for group in record.groups
        if group.suite
    ]


def draw(
    shown: Sequence[Panel],
    record: CorrelationFile,
    kind: Literal["png", "svg"],
    *,
    panel_in: float | None = None,
) -> bytes:
    """Return the panels as a picture; the same input gives the same bytes.

    Colour and marker of a policy are the same in all panels of the record.

    Args:
        shown: What to draw.
        record: Where it is from.
        kind: Format.
        panel_in: Size of a panel in inches, for a page that explains the marks itself.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    columns = min(_COLUMNS, len(shown))
    rows = -(-len(shown) // columns)
    side = panel_in or (_SINGLE_IN if len(shown) == 1 else _PANEL_IN)
    with mpl.rc_context(
        {
            "font.size": 8.5,
            "svg.fonttype": "none",
            "svg.hashsalt": "simeval",
            "text.color": INK,
            "axes.labelcolor": QUIET,
        }
    ):
        figure = Figure(
            figsize=(side * columns, (side + 0.25) * rows), dpi=160, layout="constrained"
        )
        canvas = FigureCanvasAgg(figure)
        grid = figure.subplots(rows, columns, squeeze=False)
        looks = dict(_looks([policy for task in record.tasks for policy in task.policies]))
        for axes in grid.flat[len(shown) :]:
            axes.set_axis_off()
        for number, (panel, axes) in enumerate(zip(shown, grid.flat, strict=False)):
            _draw_panel(axes, panel, record, looks)
            if number % columns == 0:
                axes.set_ylabel(f"real {record.metric}")
            if number + columns >= len(shown):
                axes.set_xlabel(f"simulated {record.metric}")
        if panel_in is None:
            figure.supxlabel(
                f"dashed: simulated = real; lines and boxes: {record.confidence:.0%} intervals of "
                "each rate; hollow: trials not known",
                fontsize=7,
                color=QUIET,
            )
        _label(figure, canvas, shown, looks)
        stream = BytesIO()
        metadata = {"Date": None} if kind == "svg" else None
        figure.savefig(stream, format=kind, metadata=metadata, facecolor="white")
    return stream.getvalue()


def _looks(policies: Sequence[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Colour and marker by policy; a marker comes again only with another colour."""
    for number, policy in enumerate(dict.fromkeys(policies)):
        marker = MARKERS[(number + number // len(COLOURS)) % len(MARKERS)]
        yield policy, (COLOURS[number % len(COLOURS)], marker)


def _draw_panel(
    axes: Axes, panel: Panel, record: CorrelationFile, looks: dict[str, tuple[str, str]]
) -> None:
    axes.set(
        xlim=(-_MARGIN, 1 + _MARGIN), ylim=(-_MARGIN, 1 + _MARGIN), aspect="equal", axisbelow=True
    )
    ticks = [0, 0.25, 0.5, 0.75, 1]
    labels = ["0", "", "50%", "", "100%"]
    axes.set_xticks(ticks, labels)
    axes.set_yticks(ticks, labels)
    axes.tick_params(color=LINE, labelcolor=QUIET, length=3)
    axes.grid(color=LINE, lw=0.5, alpha=0.6)
    for spine in axes.spines.values():
        spine.set_color(LINE)
    axes.plot([0, 1], [0, 1], color=QUIET, lw=0.9, ls=(0, (4, 3)), zorder=1)
    axes.set_title(_title(panel, record), loc="left", fontsize=9, color=INK, linespacing=1.35)
    for point in panel.found.points:
        _draw_point(axes, point, *looks[point.policy])


def _title(panel: Panel, record: CorrelationFile) -> str:
    r, m = panel.found.pearson, panel.found.mmrv
    ends = f" ({interval(r.new_policies)})" if r.new_policies else ""
    coefficient = f"r {decimal(r.value)}{ends}, MMRV {decimal(m.value, 3)}"
    if r.value is None:
        coefficient = "no correlation: see the report"
    return f"{folded(panel.title, _TITLE_CHARACTERS)}\n{coefficient}"


def _draw_point(axes: Axes, point: Point, colour: str, marker: str) -> None:
    """Marker, interval of each rate as a line, and both as a box."""
    from matplotlib.patches import Rectangle

    (x_low, x_high), (y_low, y_high) = _ends(point.sim), _ends(point.real)
    known = point.sim.method is not None and point.real.method is not None
    if known:
        axes.add_patch(
            Rectangle(
                (x_low, y_low), x_high - x_low, y_high - y_low, color=colour, alpha=0.08, lw=0
            )
        )
    axes.plot([x_low, x_high], [point.real.rate] * 2, color=colour, lw=1, alpha=0.65)
    axes.plot([point.sim.rate] * 2, [y_low, y_high], color=colour, lw=1, alpha=0.65)
    axes.plot(
        point.sim.rate,
        point.real.rate,
        marker=marker,
        ms=5.5,
        mfc=colour if known else "white",
        mec=colour if not known else "white",
        mew=0.8,
        ls="",
        clip_on=False,
        zorder=4,
    )


def _ends(side: Side) -> tuple[float, float]:
    if side.low is None or side.high is None:
        return side.rate, side.rate
    return side.low, side.high


def _label(
    figure: Figure,
    canvas: FigureCanvasAgg,
    shown: Sequence[Panel],
    looks: dict[str, tuple[str, str]],
) -> None:
    """Name the points, those far from the line first, once the layout is final."""
    from simeval.correlation.labels import Label, label_points

    canvas.draw()  # type: ignore[no-untyped-call]
    # Names must not make the layout move again.
    figure.set_layout_engine("none")
    size = 8.5 if len(shown) == 1 else 7
    for panel, axes in zip(shown, figure.axes, strict=False):
        labels = [
            Label(
                name=point.policy,
                colour=_dark(looks[point.policy][0]),
                x=point.sim.rate,
                y=point.real.rate,
                x_ends=_ends(point.sim),
                y_ends=_ends(point.real),
            )
            for point in sorted(panel.found.points, key=lambda point: -abs(point.gap))[:_MOST_NAMES]
        ]
        label_points(axes, canvas, labels, size_pt=size)


def _dark(colour: str) -> str:
    """Darken a colour so that small text in it is easy to read."""
    from matplotlib.colors import to_hex, to_rgb

    red, green, blue = (
        0.62 * part + 0.38 * ink for part, ink in zip(to_rgb(colour), to_rgb(INK), strict=True)
    )
    return to_hex((red, green, blue))
