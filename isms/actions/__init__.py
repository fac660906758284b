"""Actions: what somebody has promised to do by a day; they know nothing of what asked for them."""
