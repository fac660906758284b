"""Controls: what a municipality says of each control of the frameworks it follows, and how it can show it."""
