"""Reviews: the management review, prepared when its period has ended, its figures frozen as they were that day."""
