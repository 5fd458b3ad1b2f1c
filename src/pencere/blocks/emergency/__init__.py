"""Emergency access of officers to one person's registers: short, loud, and reviewed."""
