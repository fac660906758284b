"""What the organisation has decided about the annual review."""
