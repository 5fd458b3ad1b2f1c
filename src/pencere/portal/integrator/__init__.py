"""The integrator's pages: systems of agencies and organisations that sign people in."""
