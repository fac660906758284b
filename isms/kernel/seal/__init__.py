"""The seal: gives each changing transaction its position, its history and its link in the audit chain."""
