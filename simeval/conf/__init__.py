"""Configuration: suites as data files, and the structured options of a run."""
