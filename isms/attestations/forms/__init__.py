"""What a person may type in the annual review."""
