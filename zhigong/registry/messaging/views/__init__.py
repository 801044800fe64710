"""Pages of the inbox and the outbox."""
