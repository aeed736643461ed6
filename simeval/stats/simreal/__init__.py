"""Does the simulator tell what the real robot would do? Agreement of scores and of rankings."""
