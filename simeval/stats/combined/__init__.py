"""A real success rate estimated from few real and many simulated episodes."""
