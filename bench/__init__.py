"""Measurements of the product, each beside its limit: the same work in plain SQL or COPY."""
