"""Zhigong 智工: an open platform on which a trade-union system does its whole work."""

__version__ = "0.1.0"
