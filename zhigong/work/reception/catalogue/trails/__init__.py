"""The app in the audit."""
