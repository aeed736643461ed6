"""Digital twins of the SIMPLER set-ups (Li et al. 2024, arXiv:2405.05941)."""
