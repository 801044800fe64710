"""Configuration of the installation: settings, addresses, entry points. No logic."""
