"""The JSON API for other systems: assembles the routers of the apps, signs machines in."""
