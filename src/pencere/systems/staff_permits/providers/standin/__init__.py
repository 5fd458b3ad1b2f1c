"""A stand-in for the ministry's system: its own process, keys and store; for the demo and tests.

It needs neither Django nor pencere's database: all that it knows came in signed messages.
"""
