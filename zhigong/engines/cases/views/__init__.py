"""Pages of cases, by screen."""
