"""Can the simulator be trusted? Simulated results held against real ones, with what may be said."""
