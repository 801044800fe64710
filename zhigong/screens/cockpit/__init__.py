"""The leaders' screen: home and wall mode. The figures live in the apps they count."""
