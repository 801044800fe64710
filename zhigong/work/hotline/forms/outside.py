"""What is handed in as a table, and which of its columns holds what."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import ActorForm, DateField, UnionField
from zhigong.work.hotline.permissions import EXCHANGE, KNOW
from zhigong.work.hotline.queries import FIELDS, TICKETS, answer_formats


class UploadForm(ActorForm):
    """A table, and where it comes from."""

    system = forms.ChoiceField(label=N_("来源系统"))
    union = UnionField(label=N_("受理工会"), ability=EXCHANGE)
    file = forms.FileField(label=N_("表格文件"), help_text=N_("xlsx、xls 或 csv，最多2,000行。"))

    def __init__(self, *args: Any, table: str, **options: Any) -> None:
        super().__init__(*args, **options)
        system, union = self.fields["system"], self.fields["union"]
        assert isinstance(system, forms.ChoiceField)
        assert isinstance(union, UnionField)
        system.choices = [(one.code, one.system) for one in answer_formats()]
        if table != TICKETS:
            del self.fields["system"]
            union.label, union.ability = _("维护工会"), KNOW


class MappingForm(forms.Form):
    """Which column holds what; the fields of the table, each with its columns to choose from."""

    def __init__(
        self,
        *args: Any,
        table: str,
        titles: Sequence[str],
        mapping: Mapping[str, int],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        columns = [("-1", _("没有这一列"))]
        columns += [
            (str(place), title or _("第%(n)d列") % {"n": place + 1})
            for place, title in enumerate(titles)
        ]
        for one in FIELDS[table]:
            self.fields[one.code] = forms.ChoiceField(
                label=one.title,
                choices=columns,
                initial=str(mapping.get(one.code, -1)),
                required=False,
            )

    def mapping(self) -> dict[str, int]:
        """Return field and column as chosen."""
        return {code: int(place or -1) for code, place in self.cleaned_data.items()}


class AnswersForm(forms.Form):
    """Whose answers are wanted, since when."""

    system = forms.ChoiceField(label=N_("来源系统"))
    since = DateField(label=N_("登记日期起"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        system = self.fields["system"]
        assert isinstance(system, forms.ChoiceField)
        system.choices = [(one.code, one.title) for one in answer_formats()]
