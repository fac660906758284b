"""The timed doors of notices: tells people of deadlines, and other programs of events."""
