"""The process between SMS centres and the database.

An asyncio loop holds the sessions (`smpp`); a few threads do the database's work, a batch at a
time: one takes messages in, others decide, send and record receipts. A thread waits for
PostgreSQL nearly all of its time, so they share one processor without harm.
"""
