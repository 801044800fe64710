"""The hall screens in the audit."""
