"""The room of notices: who is told of what when, what has been sent, and which other programs are called."""
