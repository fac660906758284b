"""The forms of health."""
