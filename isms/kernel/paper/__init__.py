"""Paper: documents put together from declared parts and printed as tagged, archivable PDF."""
