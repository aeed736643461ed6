"""The parts of `benchmarks/gate_episodes.py`."""
