"""Pages of membership work, by screen."""
