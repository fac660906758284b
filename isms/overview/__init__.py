"""Overview: screens that read across rooms; it decides nothing."""
