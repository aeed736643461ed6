from __future__ import annotations

import imageio.v3
import numpy as np
import pytest

pytestmark = pytest.mark.vulkan

SMALL = ("image_size=[64,48]", "episodes=[0]", "horizon_steps=8", "workers=1", "out=run")


def _only(folder):
    [record] = folder.records().values()
    return record


def test_no_frame_is_rendered_where_nobody_looks(workbench):
    done = workbench.run(*workbench.short, *SMALL, "policy=zero")

    assert done.returncode == 0, done.stderr
    assert _only(workbench.folder()).timing.render_s == 0.0


def test_chunked_policy_sees_a_frame_per_chunk_only(workbench):
    done = workbench.run(
        *workbench.short, *SMALL, "policy=faulty", "policy.cameras=true", "policy.chunk=4"
    )
    [key] = workbench.folder().records()

    assert done.returncode == 0, done.stderr
    with np.load(workbench.folder().steps_file(key)) as arrays:
        asked = arrays["queried"]
        rotation = arrays["actions"][:, 3]
    np.testing.assert_array_equal(asked, [True, False, False, False] * 2)
    # The policy writes the brightness of its frame into this entry: it saw a picture, not zeros.
    assert (rotation[asked] > 20 / 1e5).all()


def test_video_holds_the_frames_that_were_asked_for(workbench):
    done = workbench.run(
        *workbench.short, *SMALL, "policy=zero", "videos=all", "video.every=3", "video.speed=2"
    )
    record = _only(workbench.folder())
    video = workbench.folder().root / record.video_file
    frames = imageio.v3.imread(video)
    strip = imageio.v3.imread(workbench.folder().root / record.strip_file)

    assert done.returncode == 0, done.stderr
    # Before steps 0, 3 and 6, and after the last.
    assert frames.shape == (4, 48, 64, 3)
    assert frames.std() > 10
    assert strip.shape[0] > 100
    assert b"moov" in video.read_bytes()[:200]


def test_failures_only_keeps_the_film_of_a_failure(workbench):
    done = workbench.run(*workbench.short, *SMALL, "policy=zero", "videos=failures")
    record = _only(workbench.folder())

    assert done.returncode == 0, done.stderr
    assert record.success is False
    assert (workbench.folder().root / record.video_file).stat().st_size > 500
