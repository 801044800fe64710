"""Property tests stay quick and do not depend on how busy the machine is."""

from hypothesis import settings

settings.register_profile("quick", max_examples=60, deadline=None)
settings.load_profile("quick")
