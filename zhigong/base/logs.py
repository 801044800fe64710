"""Logs without personal data."""

import logging
import re

_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


class MaskPersonalData(logging.Filter):
    """Replace identity and phone numbers in every message."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the record in place and let it pass."""
        text = record.getMessage()
        masked = _PHONE.sub("1**********", _IDENTITY.sub("******************", text))
        if masked != text:
            record.msg, record.args = masked, ()
        return True
