"""The API of programmes and cases."""

from zhigong.engines.cases.api import cases, documents, own
from zhigong.engines.cases.api._router import router

__all__ = ["cases", "documents", "own", "router"]
