"""Risk: what can happen to the systems, how likely and how bad it is, and what is done about it."""
