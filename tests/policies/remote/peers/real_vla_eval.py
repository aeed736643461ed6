"""A real vla-eval model server: real_vla_eval.py --port PORT. Run with a Python that has it."""

import argparse
import zlib

import numpy as np
from vla_eval.model_servers.predict import PredictModelServer
from vla_eval.model_servers.serve import serve


class Echo(PredictModelServer):
    def predict(self, obs, ctx):
        if obs["prompt"] == "fail":
            raise KeyError("no such camera")
        image = np.ascontiguousarray(obs["observation/exterior_image_0_left"])
        actions = np.zeros((2, 7), dtype=np.float32)
        actions[0, 3] = zlib.crc32(image.tobytes()) % 1000 / 1e5
        actions[0, 0] = ctx.step
        return {"actions": actions}


parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
serve(Echo(), host="127.0.0.1", port=parser.parse_known_args()[0].port)
