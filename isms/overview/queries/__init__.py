"""Reads across rooms for the home page and the auditor's pack."""
