"""Form fields shared with apps above, and what puts a refusal beside its field."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError

T = TypeVar("T")


class Finder(Protocol):
    """What finds the unions a typed text means (``queries.unions_named``)."""

    def __call__(self, *, actor: Actor, text: str, ability: str) -> list[Any]:
        """Return the unions in scope that fit."""


_finders: list[Finder] = []


def plug_finder(find: Finder) -> None:
    """Tell union fields how to find unions; called once, when the app is ready."""
    _finders.append(find)


def labels(choices: Iterable[tuple[Any, Any]]) -> list[tuple[str, str]]:
    """Return choices with their labels in the language of the reader."""
    return [(str(value), str(label)) for value, label in choices]


class DateField(forms.DateField):
    """A day chosen in the browser's calendar."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**options)


class UnionField(forms.CharField):
    """A union in scope, typed as its code or name; suggestions come from the server.

    ``actor`` and ``ability`` are set by the form before it cleans.
    """

    actor: Actor
    ability: str = "unions.view"

    def __init__(self, *, ability: str = "unions.view", **options: Any) -> None:
        self.ability = ability
        options.setdefault("max_length", 200)
        options.setdefault("help_text", gettext_lazy("填写工会编号或名称,从提示中选择。"))
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask the server for suggestions while somebody types."""
        return {
            **super().widget_attrs(widget),
            "list": "union-suggestions",
            "autocomplete": "off",
            "hx-get": reverse_lazy("unions:suggest"),
            "hx-trigger": "input changed delay:300ms",
            "hx-target": "#union-suggestions",
            "hx-swap": "innerHTML",
            "hx-vals": f'{{"ability": "{self.ability}"}}',
        }

    def clean(self, value: Any) -> Any:
        """Return the union, or None when it is not required and empty."""
        text = super().clean(value)
        if not text:
            return None
        found = _finders[-1](actor=self.actor, text=text, ability=self.ability)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(
                _("没有找到“%(text)s”,请填写工会编号或完整名称。") % {"text": text}
            )
        names = "、".join(f"{union.code} {union.name}" for union in found[:5])
        raise ValidationError(
            _("有多个工会符合“%(text)s”:%(names)s,请填写工会编号。")
            % {"text": text, "names": names}
        )

    def prepare_value(self, value: Any) -> Any:
        """Show a union as its code and name."""
        return f"{value.code} {value.name}" if hasattr(value, "ancestors") else value


class ActorForm(forms.Form):
    """A form whose union fields look only inside the actor's scope."""

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, UnionField):
                field.actor = actor


def attempt(form: forms.Form, call: Callable[[], T]) -> T | None:
    """Make the call when the form is valid; put a refusal beside its field.

    :returns: what the call returned, or None when nothing was done.
    """
    if not form.is_valid():
        return None
    try:
        return call()
    except UserError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None
