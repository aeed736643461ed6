"""The real openpi client asks once: real_openpi_client.py URL. Run with a Python that has it."""

import sys

import numpy as np
from openpi_client.websocket_client_policy import WebsocketClientPolicy

policy = WebsocketClientPolicy(sys.argv[1])
observation = {
    "observation/exterior_image_0_left": np.arange(48, dtype=np.uint8).reshape(4, 4, 3),
    "observation/state": np.array([0.25], dtype=np.float32),
    "prompt": "put carrot on plate",
}
sys.stdout.write(repr(policy.infer(observation)["actions"].tolist()))
