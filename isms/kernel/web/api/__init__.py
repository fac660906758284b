"""The API: doors for programs, which declare what they take and give, and say no in problem documents."""
