"""What is decided about projects and about systems whose life ends; the parts are read by their own names."""
