"""A field without words of its own says plainly what to do."""

from django import forms


class Everything(forms.Form):
    """One field of each kind, none with a text of its own."""

    name = forms.CharField(max_length=4)
    kind = forms.ChoiceField(choices=[("a", "甲")])
    on = forms.DateField()
    count = forms.IntegerField(min_value=0, max_value=9)
    file = forms.FileField()


def test_an_empty_field_says_what_to_do() -> None:
    form = Everything({}, {})

    assert form.errors == {
        "name": ["请填写这一项。"],
        "kind": ["请选择一项。"],
        "on": ["请选择日期。"],
        "count": ["请填写这一项。"],
        "file": ["请选择文件。"],
    }


def test_a_wrong_entry_is_told_how_to_write_it() -> None:
    form = Everything({"name": "一二三四五", "kind": "z", "on": "2026-02-30", "count": "-1"}, {})

    assert form.errors["name"] == ["最多填写4个字，现在是5个字，请缩短。"]
    assert form.errors["kind"] == ["没有“z”这个选项，请从列出的选项中选择。"]
    assert form.errors["on"] == ["没有这一天，请按“2026-11-21”的写法重新填写。"]
    assert form.errors["count"] == ["请填写不小于0的数。"]


def test_too_much_and_letters_are_told_the_limit_and_the_form() -> None:
    assert Everything({"count": "10"}).errors["count"] == ["请填写不大于9的数。"]
    assert Everything({"count": "许多"}).errors["count"] == ["请用数字填写整数。"]
