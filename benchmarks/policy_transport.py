"""What a policy behind a protocol costs: latency, throughput, and batches of many environments.

    python benchmarks/policy_transport.py [--seconds 2] [--slots 16] [--forward-ms 20]

Prints JSON. Every server is another process on this machine and answers at once, so that the times
are those of the wire, of packing and of unpacking. Another server speaks simeval/1 and takes
`--forward-ms` for a forward pass whatever its batch, nearly as a network on a GPU does: how many
steps per second do many clients get out of it, one process each, against one client?
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import numpy as np

from simeval.policies.model import Model, ModelRequest, SessionStart
from simeval.policies.remote.factory import connect_model
from simeval.policies.remote.options import LinkOptions
from simeval.policies.serving import simeval_server
from simeval.policies.serving.launched_server import free_port

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "tests" / "policies" / "remote" / "peers"
LANGUAGE = "annotation.human.action.task_description"

# Name of the row: protocol, scheme, arguments of the server.
SERVERS: dict[str, tuple[str, str, list[str]]] = {
    "openpi": ("openpi", "ws", ["openpi_peer.py"]),
    "roboarena": ("roboarena", "ws", ["openpi_peer.py", "--dialect", "roboarena"]),
    "vla-eval": ("vla-eval", "ws", ["vla_eval_peer.py"]),
    "gr00t n1.5": ("gr00t", "tcp", ["gr00t_peer.py", "--dialect", "n1.5"]),
    "gr00t n1.6": ("gr00t", "tcp", ["gr00t_peer.py", "--dialect", "n1.6"]),
    "rest": ("rest", "http", ["http_peer.py", "--dialect", "openvla"]),
    "cogact": ("cogact", "http", ["http_peer.py", "--dialect", "cogact"]),
}
# These take several rows at once.
BATCHED = ("gr00t n1.6", "simeval/1")

MODEL = """
import time
import numpy as np

class Instant:
    max_batch = 64
    seconds = 0.0
    def act(self, sessions, steps, instructions, inputs):
        time.sleep(self.seconds)
        return {"actions": np.zeros((len(sessions), 8, 7), dtype=np.float32)}

class Network(Instant):
    seconds = %(seconds)r
"""


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    """A server for the time of a measurement."""
    process = subprocess.Popen(
        [sys.executable, *command, "--port", str(port)], stdout=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()


def inputs(protocol: str, image: np.ndarray[Any, Any]) -> dict[str, Any]:
    """One 224x224 RGB image, a state and a text, as a preset would make them."""
    state = np.zeros(1, dtype=np.float32)
    if protocol == "gr00t":
        return {
            "video": {"image_0": image[np.newaxis]},
            "state": {"x": state[np.newaxis]},
            "language": {LANGUAGE: "put carrot on plate"},
        }
    if protocol == "cogact":
        return {"image": image, "task_description": "put carrot on plate"}
    return {"image": image, "state": state, "prompt": "put carrot on plate"}


def measure(model: Model, protocol: str, *, rows: int, seconds: float) -> dict[str, float]:
    """Ask for actions again and again; return latency and throughput."""
    image = np.random.default_rng(0).integers(0, 256, (224, 224, 3), dtype=np.uint8)
    names = [f"slot-{row}" for row in range(rows)]
    model.reset([SessionStart(session=name, seed=0, instruction="go") for name in names])
    requests = [ModelRequest(session=n, step=0, inputs=inputs(protocol, image)) for n in names]
    for _ in range(5):
        model.infer(requests)
    times = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        started = time.perf_counter()
        model.infer(requests)
        times.append(time.perf_counter() - started)
    cuts = statistics.quantiles(times, n=20)
    return {
        "rows": rows,
        "p50_ms": round(1e3 * cuts[9], 3),
        "p95_ms": round(1e3 * cuts[18], 3),
        "rows_per_s": round(rows * len(times) / sum(times), 1),
    }


def measure_protocols(folder: Path, *, seconds: float, slots: int) -> dict[str, list[Any]]:
    """Return a row for each protocol and number of rows in a request."""
    servers = {
        **SERVERS,
        "simeval/1": ("simeval", "http", [simeval_server.__file__, f"{folder}/model.py:Instant"]),
    }
    found: dict[str, list[Any]] = {}
    for name, (protocol, scheme, command) in servers.items():
        port = free_port()
        with running([str(PEERS / command[0]), *command[1:]], port):
            for rows in (1, slots) if name in BATCHED else (1,):
                options = LinkOptions(url=f"{scheme}://127.0.0.1:{port}", slots=rows)
                model = connect_model(protocol, options)
                found.setdefault(name, []).append(
                    measure(model, protocol, rows=rows, seconds=seconds)
                )
                model.close()
    return found


def drive(url: str, seconds: float, start: Any, counts: Any, number: int) -> None:
    """One environment of its own process: asks, and asks again when it has the answer."""
    model = connect_model("simeval", LinkOptions(url=url))
    image = np.zeros((224, 224, 3), dtype=np.uint8)
    model.reset([SessionStart(session="only", seed=number, instruction="go")])
    request = ModelRequest(session="only", step=0, inputs=inputs("simeval", image))
    start.wait()
    until = time.perf_counter() + seconds
    done = 0
    while time.perf_counter() < until:
        model.infer([request])
        done += 1
    counts[number] = done
    model.close()


def measure_slots(folder: Path, *, slots: int, seconds: float) -> dict[str, Any]:
    """Return steps per second of many client processes, and the batches that they made."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with running([simeval_server.__file__, f"{folder}/model.py:Network"], port):
        connect_model("simeval", LinkOptions(url=url)).close()
        context = multiprocessing.get_context("spawn")
        start, counts = context.Barrier(slots), context.Array("i", slots)
        clients = [
            context.Process(target=drive, args=(url, seconds, start, counts, number))
            for number in range(slots)
        ]
        for process in clients:
            process.start()
        for process in clients:
            process.join()
        with urlopen(f"{url}/simeval/1/stats") as page:
            sizes = json.load(page)["batch_sizes"]
    return {
        "slots": slots,
        "steps_per_s": round(sum(counts) / seconds, 1),
        "batch_sizes": {int(size): count for size, count in sizes.items()},
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each measurement")
    parser.add_argument("--slots", type=int, default=16)
    parser.add_argument("--forward-ms", type=float, default=20.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "model.py").write_text(MODEL % {"seconds": options.forward_ms / 1e3})
        one, many = (
            measure_slots(folder, slots=slots, seconds=options.seconds)
            for slots in (1, options.slots)
        )
        result = {
            "schema": "simeval/policy_transport",
            "schema_version": 1,
            "image": [224, 224, 3],
            "python": platform.python_version(),
            "cores": multiprocessing.cpu_count(),
            "protocols": measure_protocols(folder, seconds=options.seconds, slots=options.slots),
            "forward_ms": options.forward_ms,
            "one_slot": one,
            "many_slots": many,
            "many_over_one": round(many["steps_per_s"] / one["steps_per_s"], 2),
        }
    sys.stdout.write(json.dumps(result, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
