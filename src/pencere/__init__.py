"""pencere: one window through which people and companies deal with the whole state."""
