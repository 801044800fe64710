from zhigong.registry.accounts.tests.conftest import _today, boris, chen, dalia, sofia, tree

__all__ = ["_today", "boris", "chen", "dalia", "sofia", "tree"]
