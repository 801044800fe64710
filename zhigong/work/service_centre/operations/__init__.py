"""What the programmes of the service centre do to the platform's own rows."""

from zhigong.work.service_centre.operations.correcting import correct_record

__all__ = ["correct_record"]
