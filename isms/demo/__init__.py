"""The demo: an invented municipality with a past of three periods, made by the real services."""
