"""The words every floor shares: pure Python values and decisions; no database, clock or request."""
