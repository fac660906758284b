"""Deviations: what has gone otherwise than it should, why, and what was learnt."""
