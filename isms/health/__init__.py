"""Health: how well each system is owned, assessed, secured, supported and agreed upon, and why."""
