"""Attestations: the annual review by which owners confirm what is known of their systems."""
