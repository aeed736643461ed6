from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

from simeval import stats
from simeval.stats import public


def test_every_public_name_is_there_and_documented():
    for name in public.__all__:
        item = getattr(stats, name)
        if inspect.isclass(item) or inspect.isfunction(item):
            assert item.__doc__, name
        assert name in dir(stats)


def test_a_wrong_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'wilsn'"):
        _ = stats.wilsn


@pytest.mark.parametrize(
    ("code", "unwanted"),
    [
        ("from simeval.stats import wilson_interval", ("numpy", "scipy", "torch", "sapien")),
        ("from simeval.stats import mmrv, PairedGate", ("scipy", "pandas", "torch", "sapien")),
    ],
)
def test_importing_stays_light(code, unwanted):
    code += f"; import sys; print([m for m in {unwanted!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
