"""Asset sets: where geometry comes from, how it is installed and checked."""
