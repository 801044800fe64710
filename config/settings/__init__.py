"""Choose the settings by ``ZHIGONG_ENV``: demo, test or prod."""

from config.settings.environment import ENVIRONMENT

if ENVIRONMENT.env == "prod":
    from config.settings.prod import *  # noqa: F403
elif ENVIRONMENT.env == "test":
    from config.settings.test import *  # noqa: F403
else:
    from config.settings.demo import *  # noqa: F403
