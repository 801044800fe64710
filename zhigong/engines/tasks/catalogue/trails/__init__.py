"""The operations of this app in words, for the audit."""
