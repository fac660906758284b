"""Measurements: dated technical facts of a system, each with its evidence."""
