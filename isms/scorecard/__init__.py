"""Scorecard: objectives, their indicators and the results over the years."""
