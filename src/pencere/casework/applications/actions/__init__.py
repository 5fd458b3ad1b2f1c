"""Changes of applications: one function is one change in one transaction."""
