"""Errors a user can mend: each says what happened and what to do, in Chinese."""

from typing import Any, ClassVar


class UserError(Exception):
    """Something the user asked for cannot be done.

    Subclasses live in the module that raises them and set ``code`` (stable, for machines) and
    ``text`` (a format string for people, filled from the keyword arguments).
    """

    code: ClassVar[str] = "refused"
    text: ClassVar[str] = "无法完成这项操作。"
    status: ClassVar[int] = 422

    def __init__(self, *, field: str | None = None, **values: Any) -> None:
        """:param field: name of the form field the text belongs to, if one."""
        self.field = field
        self.values = values
        super().__init__(self.code)

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Pairs of field and text, where several fields are wrong at once."""
        return ()

    @property
    def message(self) -> str:
        """The text for people."""
        return self.text.format(**self.values)

    def __str__(self) -> str:
        return self.message
