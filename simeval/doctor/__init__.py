"""Diagnosis of the machine: can simeval run here, and if not, what mends it."""
