"""A programme of the portal, its member, and how tests fill in and send its pages."""

from dataclasses import replace
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zhigong.base.actor import use_actor
from zhigong.base.crypto import blind_index, new_data_key, wrap
from zhigong.base.fields import conceal
from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import (
    AnswerKind,
    Decision,
    Level,
    OnlyIf,
    Paper,
    Question,
    Section,
    Step,
    StepKind,
)
from zhigong.engines.cases.models import Draft
from zhigong.engines.cases.operations import decide_step, open_case
from zhigong.engines.cases.tests.factories import NOON, make_programme
from zhigong.registry.accounts.models import User
from zhigong.registry.documents.models import Document
from zhigong.registry.people.models import Membership

PHONE = "13812345678"


CAUSE = Question(
    "cause", "原因", AnswerKind.CHOICE, choices=(("fire", "火灾"), ("illness", "患病"))
)


PROGRAMME = make_programme(
    code="aid",
    category="困难帮扶",
    words=("大病",),
    where="区职工服务中心",
    result="一次性补助",
    sections=(
        Section(
            "申请人",
            (
                Question("name", "姓名", prefill="name"),
                Question("phone", "联系电话", AnswerKind.PHONE, prefill="phone"),
            ),
        ),
        Section(
            "困难情况",
            (CAUSE, Question("hospital", "医院", only_if=OnlyIf("cause", ("illness",)))),
        ),
        Section("费用", (Question("cost", "自付费用", AnswerKind.MONEY, unit="元"),)),
    ),
    papers=(Paper("proof", "困难情况证明", help="票据或证明", most=2),),
)


PDF = b"%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF"


def pdf(name="证明.pdf", body=PDF):
    return SimpleUploadedFile(name, body, content_type="application/pdf")


def client_of(user):
    client = Client()
    client.force_login(user)
    session = client.session
    session["seen_at"] = timezone.now().timestamp()
    session.save()
    return client


def account(person, phone=PHONE, **fields):
    key = wrap(new_data_key())
    return User.objects.create(
        login=f"m{person.pk if person else uuid4().hex[:8]}",
        name=person.name if person else "访客",
        kind="member",
        person_id=person.pk if person else None,
        data_key=key,
        phone_cipher=conceal(key, phone),
        phone_blind=blind_index("phone", phone),
        created_at=NOON,
        **fields,
    )


def to(name, *arguments):
    return reverse(f"cases:{name}", args=arguments)


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2_000]
    return answer.content.decode()


def fill_in(client):
    client.post(to("fill", "aid", 1), {"cause": "fire", "go": "next"})
    client.post(to("fill", "aid", 2), {"cost": "3200.5", "go": "next"})
    client.post(to("papers", "aid"), {"paper-proof": pdf()})


def send(client):
    page = client.get(to("check", "aid"))
    key = page.context["promise"]["key"].value()
    return client.post(to("check", "aid"), {"key": str(key), "promise": "on"})


def opened(people, member, programme=PROGRAMME, **changes):
    actor = replace(people.member, user_id=member.user.pk)
    fields = {
        "actor": actor,
        "at": NOON,
        "programme": programme,
        "union": changes.pop("union", None) or Membership._base_manager.get().union,
        "answers": {"cause": "fire", "cost": "3200.5", "name": "王小明", "phone": PHONE},
        "person": member.person,
        "papers": (),
    }
    with use_actor(actor):
        return open_case(**{**fields, **changes})


def decide(actor, case, decision=Decision.PASS, reason="", at=NOON, **more):
    step = queries.steps_of(case).get(state="waiting")
    with use_actor(actor):
        return decide_step(actor=actor, at=at, step=step, decision=decision, reason=reason, **more)


PLAIN = replace(PROGRAMME, code="plain", papers=())


PUBLICITY = replace(
    PLAIN,
    code="public",
    route=(Step("publicity", "公示", Level.OWN, StepKind.PUBLICITY, days=5),),
)


def proof_of(member):
    member.client.post(to("papers", "aid"), {"paper-proof": pdf()})
    document = Document._base_manager.get()
    Draft._base_manager.all().delete()
    return document
