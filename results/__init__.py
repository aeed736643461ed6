"""Results that simulated ones are held against: published numbers, and a lab's own real trials.

Importing this package loads no data library; pandas and pyarrow load where a function needs them.
"""
