"""Reads of applications: one file for each who looks (applicant's form, applicant, officer)."""
