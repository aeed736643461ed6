"""Episodes that share an initial condition, a task or a session are not independent."""
