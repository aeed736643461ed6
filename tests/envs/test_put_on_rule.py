"""The success rule against cases worked out by hand."""

import numpy as np
import pytest

from simeval.envs.simpler.put_on_rule import moved_objects, rests_on

CUBE = np.array([0.03, 0.03, 0.03])


def _cube_on_cube(offset: list[float], max_gap_m: float = 0.02) -> bool:
    return rests_on(
        source_position=np.array([0.1, 0.2, 0.9]) + offset,
        target_position=np.array([0.1, 0.2, 0.9]),
        source_extent=CUBE,
        target_extent=CUBE,
        max_gap_m=max_gap_m,
    )


# Half the diagonal of a 3 cm square is 21.21 mm, and 3 mm are granted on top.
@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        ([0.0, 0.0, 0.03], True),
        ([0.0, 0.0, 0.0499], True),
        ([0.0, 0.0, 0.0501], False),
        ([0.0, 0.0, 0.0], False),
        ([0.0, 0.0, -0.03], False),
        ([0.0242, 0.0, 0.03], True),
        ([0.0243, 0.0, 0.03], False),
        ([0.017, 0.017, 0.03], True),
        ([0.0172, 0.0172, 0.03], False),
    ],
)
def test_stacking(offset: list[float], expected: bool) -> None:
    assert _cube_on_cube(offset) is expected


def test_the_basket_forgives_a_larger_gap() -> None:
    assert not _cube_on_cube([0.0, 0.0, 0.08])
    assert _cube_on_cube([0.0, 0.0, 0.08], max_gap_m=0.06)


def test_extents_are_signed_as_in_the_original() -> None:
    # Upside down, R e = (e_x, -e_y, -e_z): the half heights then count against the gap.
    turned = np.array([0.03, -0.03, -0.03])
    kwargs = {
        "source_position": np.array([0.0, 0.0, 0.03]),
        "target_position": np.zeros(3),
        "target_extent": CUBE,
        "max_gap_m": 0.02,
    }
    assert rests_on(source_extent=CUBE, **kwargs)
    assert not rests_on(source_extent=turned, **kwargs)


@pytest.mark.parametrize(
    ("source", "others", "expected"),
    [
        (0.05, [0.0], (True, False)),
        (0.05, [0.05], (False, False)),
        (0.05, [0.06], (False, True)),
        (0.03, [0.0], (False, False)),
        (0.0, [0.031], (False, True)),
        (0.02, [0.025], (False, False)),
    ],
)
def test_moved_objects(source: float, others: list[float], expected: tuple[bool, bool]) -> None:
    assert moved_objects(source, others) == expected
