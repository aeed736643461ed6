"""One number for many tasks and runs, without a bare mean."""
