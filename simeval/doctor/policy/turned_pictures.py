"""The ways in which a picture reaches a network the wrong way round."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from simeval.doctor.policy.recording import Frame

TURNED: Mapping[str, Callable[[Frame], Frame]] = {
    "red and blue exchanged (BGR)": lambda frame: np.ascontiguousarray(frame[..., ::-1]),
    "left and right exchanged": lambda frame: np.ascontiguousarray(frame[:, ::-1]),
    "the picture upside down": lambda frame: np.ascontiguousarray(frame[::-1]),
}
