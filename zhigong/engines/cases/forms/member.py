"""What an applicant types besides the answers: promise, rating, reopening, objection."""

from typing import Any

from django import forms

from zhigong.engines.cases.contract import RATING_QUESTIONS

ASKED = "asked_"
STARS = ((5, "非常满意"), (4, "满意"), (3, "基本满意"), (2, "不满意"), (1, "非常不满意"))


class Rating(forms.Form):
    """How satisfied the applicant is (好差评), and in her own words why."""

    stars = forms.TypedChoiceField(
        label="您对这次办理是否满意", choices=STARS, coerce=int, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="想说的话",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="可以不填。请不要写他人的个人信息。",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for question in RATING_QUESTIONS.entries():
            self.fields[f"{ASKED}{question.code}"] = forms.ChoiceField(
                label=question.title,
                choices=(("good", question.good), ("bad", question.bad)),
                required=False,
                widget=forms.RadioSelect,
            )
        self.order_fields(["stars", *(n for n in self.fields if n.startswith(ASKED)), "text"])

    def conduct(self) -> dict[str, bool]:
        """Return the questions answered, by code, and whether the answer speaks for us."""
        found = {n.removeprefix(ASKED): v for n, v in self.cleaned_data.items() if n != "text"}
        return {code: value == "good" for code, value in found.items() if value in ("good", "bad")}


class Reopening(forms.Form):
    """What was not settled."""

    reason = forms.CharField(
        label="哪里没有办好",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明希望工会再做什么，原办理工会和上级工会会看到。",
    )


class ObjectionText(forms.Form):
    """What is said against a publicised case."""

    text = forms.CharField(
        label="异议内容",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="请写明您了解的事实和依据。您的姓名只有核查人员看到，不会告诉申请人。",
    )


class Promise(forms.Form):
    """The promise under an application, and the key under which it is sent once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    promise = forms.BooleanField(
        label="我承诺：以上填写的内容和提交的材料真实、完整，如有虚假愿承担相应责任。",
        error_messages={"required": "请先阅读并勾选承诺，再提交。"},
    )
