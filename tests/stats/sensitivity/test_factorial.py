from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from simeval.stats import factor_model, fractional_factorial


def signs(design) -> np.ndarray:
    """Shape (runs, factors), +1 and -1."""
    return 1 - 2 * np.array(design.runs)


def shortest_constant_product(table: np.ndarray) -> int | None:
    for size in range(1, table.shape[1] + 1):
        for chosen in combinations(range(table.shape[1]), size):
            if abs(table[:, chosen].prod(axis=1).sum()) == len(table):
                return size
    return None


# G. E. P. Box, W. G. Hunter and J. S. Hunter (1978), Statistics for Experimenters, table 12.15:
# factors, asked resolution, then runs and resolution of the design to take.
@pytest.mark.parametrize(
    ("factors", "asked", "runs", "resolution"),
    [
        *((3, 3, 4, 3), (4, 4, 8, 4), (5, 5, 16, 5), (5, 3, 8, 3), (6, 4, 16, 4), (6, 5, 32, 6)),
        *((7, 3, 8, 3), (7, 4, 16, 4), (7, 5, 64, 7), (8, 4, 16, 4), (8, 5, 64, 5), (9, 5, 128, 6)),
        *((9, 3, 16, 3), (10, 5, 128, 5), (11, 5, 128, 5), (11, 4, 32, 4), (3, 4, 8, None)),
    ],
)
def test_sizes_of_the_textbook(factors, asked, runs, resolution):
    names = [f"f{i}" for i in range(factors)]
    design = fractional_factorial(names, resolution=asked)

    assert (len(design.runs), design.resolution) == (runs, resolution)
    assert shortest_constant_product(signs(design)) == resolution


@pytest.mark.parametrize("factors", [5, 6, 8])
def test_at_resolution_5_effects_and_interactions_are_orthogonal(factors):
    table = signs(fractional_factorial([str(i) for i in range(factors)]))
    columns = [table[:, i] for i in range(factors)]
    columns += [table[:, i] * table[:, j] for i, j in combinations(range(factors), 2)]
    everything = np.column_stack([np.ones(len(table)), *columns])

    assert np.array_equal(everything.T @ everything, len(table) * np.eye(everything.shape[1]))


def test_generators_and_base():
    design = fractional_factorial(["light", "camera", "table", "object", "distractor"])

    assert design.generators == {"distractor": ("light", "camera", "table", "object")}
    assert design.runs[0] == (0, 0, 0, 0, 0)
    for run in design.runs:
        assert run[4] == sum(run[:4]) % 2
    assert len(set(design.runs)) == 16


def test_the_fraction_finds_an_interaction():
    names = ["light", "camera", "table", "object", "distractor"]
    design = fractional_factorial(names)
    levels = np.array(design.runs)
    # Light and camera each cost little and together a lot; counts are those expected.
    logits = 2.0 - 0.3 * levels[:, 0] - 0.2 * levels[:, 1] - 1.5 * levels[:, 0] * levels[:, 1]
    successes = np.round(10_000 / (1 + np.exp(-logits))).astype(int)
    model = factor_model(
        {name: levels[:, i] for i, name in enumerate(names)},
        successes=successes,
        trials=[10_000] * len(levels),
        interactions=list(combinations(names, 2)),
    )
    found = dict(zip(model.terms, model.fit.coefficients, strict=True))

    assert found["light:camera"] == pytest.approx(-1.5, abs=0.01)
    assert all(
        abs(value) < 0.01
        for term, value in found.items()
        if term not in ("intercept", "light", "camera", "light:camera")
    )


def test_bad_designs_are_refused():
    with pytest.raises(ValueError, match="1 to 12 different factors, got"):
        fractional_factorial(["a", "a"])
    with pytest.raises(ValueError, match="1 to 12 different factors"):
        fractional_factorial([str(i) for i in range(13)])
    with pytest.raises(ValueError, match="resolution must be at least 3, got 2"):
        fractional_factorial(["a", "b"], resolution=2)
