"""The parts of a package, each gathered by itself: a room's part is added by its own gatherer."""
