"""Organisation: the tree of units, the people in it, and the roles they hold at a place."""
