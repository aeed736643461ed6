"""Models that the tests serve; named on the command line as models.py:Name."""

from __future__ import annotations

import time

import numpy as np


class Echo:
    """Answers with what identifies the row: seed, step and the mean of its image."""

    name = "echo"
    max_batch = 8
    seconds = 0.0

    def __init__(self):
        self.seeds = {}
        self.closed = []

    def reset(self, sessions, seeds, instructions):
        for session, seed in zip(sessions, seeds, strict=True):
            self.seeds[session] = seed

    def act(self, sessions, steps, instructions, inputs):
        time.sleep(self.seconds)
        actions = np.zeros((len(sessions), 1, 7), dtype=np.float32)
        actions[:, 0, 0] = [self.seeds[name] for name in sessions]
        actions[:, 0, 1] = steps
        actions[:, 0, 2] = inputs["image"].reshape(len(sessions), -1).mean(axis=1)
        return {"actions": actions, "text": instructions, "terminate": [step > 5 for step in steps]}

    def close(self, sessions):
        self.closed += sessions
        for name in sessions:
            del self.seeds[name]


class Slow(Echo):
    seconds = 0.03


class Broken(Echo):
    def act(self, sessions, steps, instructions, inputs):
        raise KeyError("no such camera")


class WrongRows(Echo):
    def act(self, sessions, steps, instructions, inputs):
        return {"actions": np.zeros((len(sessions) + 1, 1, 7))}
