"""The decisions of the annual review."""
