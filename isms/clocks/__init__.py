"""The room of clocks: which deadlines law and the municipality set, how long they are, and who is told when."""
