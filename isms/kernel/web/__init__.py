"""The web door: how a request meets the program, without a word of what the rooms are about."""
