"""What is done to health: versions of its model, and what is not relevant for a system."""
