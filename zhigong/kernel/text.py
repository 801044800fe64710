"""Mark a text for translation without translating it, so that pure modules stay pure."""


def N_(message: str) -> str:  # noqa: N802  the name the extraction tools look for
    """Return the message unchanged; message extraction finds it by the name of this function."""
    return message
