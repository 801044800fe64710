"""Kinds of papers and notices of membership work."""
