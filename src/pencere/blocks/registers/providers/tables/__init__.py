"""Registers whose records are in our own table."""
