"""Registers: columns declared once serve the page, its filters and search, and every export."""
