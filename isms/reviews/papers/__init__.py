"""Papers of reviews: a package, its minutes, the message to the council and the tertial block, in each format."""
