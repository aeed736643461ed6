"""Networks that run in this process, where their library is installed."""
