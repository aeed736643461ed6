"""Names beside points, so that they cover neither each other nor a point nor an interval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
    from matplotlib.text import Annotation
    from matplotlib.transforms import Bbox

# Between the arms of a cross of intervals first; distances in points.
_DIRECTIONS = ((1, 1), (1, -1), (-1, 1), (-1, -1), (1, 0), (-1, 0), (0, 1), (0, -1))
_DISTANCES = (4.0, 9.0, 16.0, 26.0, 38.0)
_LINE_FROM = 16.0
_MARKER_PT = 4.0
_COVERED_COSTS = 10.0
_OUTSIDE_COSTS = 20.0
_DISTANCE_COSTS = 0.02


class Label(NamedTuple):
    """A name and where it belongs, in data coordinates."""

    name: str
    colour: str
    x: float
    y: float
    x_ends: tuple[float, float]
    y_ends: tuple[float, float]


def label_points(
    axes: Axes, canvas: FigureCanvasAgg, labels: Sequence[Label], *, size_pt: float
) -> None:
    """Write each name where it covers the least, with a line to its point where it is far.

    The limits of the axes must be final.
    """
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    frame = axes.get_window_extent(renderer)
    obstacles = [box for label in labels for box in _drawn(axes, label)]
    for label in labels:
        obstacles.append(_place(axes, renderer, label, obstacles, frame, size_pt))


def _place(
    axes: Axes,
    renderer: RendererAgg,
    label: Label,
    obstacles: Sequence[Bbox],
    frame: Bbox,
    size_pt: float,
) -> Bbox:
    """Write one name and return what it takes up."""
    best: tuple[float, Annotation, Bbox] | None = None
    for distance, (x, y) in product(_DISTANCES, _DIRECTIONS):
        if best is not None and best[0] <= _DISTANCE_COSTS * distance:
            break
        text = _write(axes, label, x, y, distance, size_pt)
        box = text.get_window_extent(renderer)
        cost = _cost(box, obstacles, frame) + _DISTANCE_COSTS * distance
        if best is not None and cost >= best[0]:
            text.remove()
            continue
        if best is not None:
            best[1].remove()
        best = (cost, text, box)
    assert best is not None
    return best[2]


def _write(axes: Axes, label: Label, x: int, y: int, distance: float, size_pt: float) -> Annotation:
    line = {"arrowstyle": "-", "color": label.colour, "lw": 0.6, "shrinkA": 0, "shrinkB": 3}
    return axes.annotate(
        label.name,
        (label.x, label.y),
        xytext=(x * distance, y * distance),
        textcoords="offset points",
        ha={1: "left", 0: "center", -1: "right"}[x],
        va={1: "bottom", 0: "center", -1: "top"}[y],
        color=label.colour,
        fontsize=size_pt,
        zorder=5,
        arrowprops=line if distance >= _LINE_FROM else None,
        annotation_clip=False,
    )


def _drawn(axes: Axes, label: Label) -> Iterator[Bbox]:
    """Marker and both intervals of a point, in pixels."""
    from matplotlib.transforms import Bbox

    half = _MARKER_PT * axes.figure.dpi / 72
    x, y = axes.transData.transform((label.x, label.y))
    yield Bbox.from_extents(x - half, y - half, x + half, y + half)
    low_x, low_y = axes.transData.transform((label.x_ends[0], label.y_ends[0]))
    high_x, high_y = axes.transData.transform((label.x_ends[1], label.y_ends[1]))
    yield Bbox.from_extents(low_x, y - 1, high_x, y + 1)
    yield Bbox.from_extents(x - 1, low_y, x + 1, high_y)


def _cost(box: Bbox, others: Sequence[Bbox], frame: Bbox) -> float:
    """How much is covered, and how much of the text leaves the plot."""
    covered = sum(_shared(box, other) / min(_area(box), max(_area(other), 1.0)) for other in others)
    outside = 1 - _shared(box, frame) / _area(box)
    return covered * _COVERED_COSTS + outside * _OUTSIDE_COSTS


def _shared(box: Bbox, other: Bbox) -> float:
    from matplotlib.transforms import Bbox

    shared = Bbox.intersection(box, other)
    return 0.0 if shared is None else _area(shared)


def _area(box: Bbox) -> float:
    return float(box.width * box.height)
