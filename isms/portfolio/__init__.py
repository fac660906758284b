"""Portfolio: systems, their suppliers and dependencies, and how much protection each system needs."""
