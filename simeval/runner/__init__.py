"""The runner: episodes over worker processes, and what happens inside one episode."""
