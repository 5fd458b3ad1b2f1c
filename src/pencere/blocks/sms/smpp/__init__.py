"""SMPP 3.4 (Issue 1.2): pure asyncio, without Django and without a database."""
