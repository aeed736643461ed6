"""A network for simeval's server file: sinks by a centimetre a step, and says what it was given."""

import numpy as np


class SinkingModel:
    name = "sinking"
    max_batch = 4

    def act(self, sessions, steps, instructions, inputs):
        actions = np.zeros((len(sessions), 50, 7), np.float32)
        actions[:, :, 2] = -0.01
        actions[:, :, 5] = 0.1
        actions[:, :, 6] = 0.9
        image = inputs["observation.images.image_0"]
        state = inputs["observation.state"]
        texts = [
            f"{step} {prompt!r} {one.shape} {one.dtype} {row.shape} {row[7]:.3f}"
            for step, prompt, one, row in zip(
                steps, inputs["instruction"], image, state, strict=True
            )
        ]
        return {"actions": actions, "text": texts}
