"""Actions: what somebody has promised to do by a day, whatever the reason; they know nothing of their sources."""
