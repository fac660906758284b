"""The kernel: what every room stands on, without a word of what the rooms are about."""
