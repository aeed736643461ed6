"""A scripted policy that solves the tasks from object poses, and its graded ladder of faults."""
