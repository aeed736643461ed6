import numpy as np
import pytest
import torch

from simeval.envs.foreground import SegmentedForeground
from simeval.envs.overlay import Overlay, load_background
from simeval.errors import AssetError


def _random_bytes(generator: torch.Generator, *shape: int) -> torch.Tensor:
    return torch.randint(0, 256, shape, dtype=torch.uint8, generator=generator)


def test_each_environment_has_its_own_background_and_foreground() -> None:
    generator = torch.Generator().manual_seed(0)
    backgrounds = _random_bytes(generator, 3, 5, 4, 3)
    rgba = _random_bytes(generator, 3, 5, 4, 4)
    segmentation = torch.randint(0, 9, (3, 5, 4), dtype=torch.int16, generator=generator)
    kept = [[1, 2], [7], [3, 4, 5]]

    foreground = SegmentedForeground(kept, torch.device("cpu")).mask(segmentation)
    frames = Overlay(backgrounds).composite(rgba, foreground)

    assert frames.shape == (3, 5, 4, 3)
    for n in range(3):
        for y in range(5):
            for x in range(4):
                source = rgba if int(segmentation[n, y, x]) in kept[n] else backgrounds
                assert torch.equal(frames[n, y, x], source[n, y, x, :3])


def test_ids_that_no_environment_keeps_are_background() -> None:
    foreground = SegmentedForeground([[2]], torch.device("cpu"))
    assert not foreground.mask(torch.tensor([[[-1, 3, 30000]]])).any()


def test_a_picture_that_cannot_be_decoded_is_named(tmp_path) -> None:
    broken = tmp_path / "table.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\nnot a picture")
    with pytest.raises(AssetError, match=r"'table.png' cannot be decoded"):
        load_background(broken, width=4, height=4)


def test_background_is_rgb_and_resized(tmp_path) -> None:
    from PIL import Image

    path = tmp_path / "red.png"
    Image.fromarray(np.full((10, 10, 3), (255, 0, 0), dtype=np.uint8)).save(path)
    picture = load_background(path, width=6, height=4)
    assert picture.shape == (4, 6, 3)
    assert picture[0, 0].tolist() == [255, 0, 0]
