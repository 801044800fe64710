"""The leaders' screen has no entries of its own; they come from the apps that count."""
