"""`voxpop staff …`: who comes in at the desk, and the links by which they do."""
