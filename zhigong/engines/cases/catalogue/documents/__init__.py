"""Kinds of documents of cases."""
