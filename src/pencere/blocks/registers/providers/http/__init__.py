"""Registers that an agency keeps in a system of its own and answers for over HTTP."""
