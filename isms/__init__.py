"""Systemhelse: an information-security management system and system-health tracker for public bodies."""

__version__ = "0.1.0"
