"""Two runs side by side: which episodes pair, and what their difference is."""
