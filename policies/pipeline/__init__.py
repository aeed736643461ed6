"""Everything around a network but the network: observations in, actions out, and back."""
