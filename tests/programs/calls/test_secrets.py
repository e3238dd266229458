"""Secrets in a hidden application, and every answer that others can get is searched for them."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from post_office.models import Email

from core import files
from programs.calls.actions import council, decisions, reviews
from programs.calls.choices import ConflictKind, Outcome
from programs.calls.models import Review
from programs.calls.selectors import watch_lines, work_items

from .world import (
    DURING,
    chair,
    field,
    make_call,
    make_council,
    make_founder,
    no_stake,
    officer,
    scored,
    submitted,
)

pytestmark = pytest.mark.django_db
NAME, ANSWER, COMMENT = "Công ty TNHH Kín Như Bưng", "BI-MAT-4471", "NHAN-XET-KIN-8820"
FILE, REMARK, REASON = "tep-kin-3391.pdf", "THAO-LUAN-KIN-5510", "LY-DO-KIN-9087"
PHONE = "0944555666"
SECRETS = (NAME, "Kín Như Bưng", ANSWER, COMMENT, FILE, REMARK, REASON, PHONE)


@pytest.fixture
def now():
    with time_machine.travel(DURING, tick=False):
        yield DURING


@pytest.fixture
def world(now):
    """An application full of secrets, scored, discussed and decided; and one of somebody else."""
    by = officer()
    call = make_call(by)
    members = make_council(call, 3)
    founder, organization = make_founder(phone=PHONE)
    organization.legal_name = organization.short_name = NAME
    organization.save()
    hidden = scored(call, by, members[:2], founder=(founder, organization))
    hidden.answers = {field(call).key: ANSWER}
    hidden.save()
    stored = files.keep(b"%PDF-1.4 x", name=FILE, content_type="application/pdf", by=None)
    row = hidden.files.create(field=field(call, "Số hộ dùng thử").identity, file=stored)
    Review.objects.filter(assignment__application=hidden).update(comment=COMMENT, advice=COMMENT)
    reviews.remark(hidden, REMARK, by=members[0].user)
    decisions.plan(hidden, Outcome.REFUSE, by=by, reason=REASON)
    other = submitted(call)
    return call, hidden, other, row, members


def portal(call, hidden, row) -> list[str]:
    number, own = hidden.number, [call.slug, hidden.number]
    return [
        "/",
        reverse("calls:reviews"),
        reverse("calls:own_applications"),
        reverse("calls:review", args=[number]),
        reverse("calls:conflict", args=[number]),
        reverse("calls:review_file", args=[number, row.key]),
        reverse("calls:start", args=[call.slug]),
        reverse("calls:results", args=[call.slug]),
        reverse("calls:application", args=own),
        reverse("calls:registry", args=own),
        reverse("calls:section", args=[*own, 1]),
        reverse("calls:check", args=own),
        reverse("calls:answer", args=own),
        reverse("calls:offer", args=own),
        reverse("calls:withdraw", args=own),
        reverse("calls:file", args=[*own, row.key]),
        reverse("calls:remove_file", args=[*own, row.key]),
    ]


def desk(call, hidden, row) -> list[str]:
    code, number = [call.code], [hidden.number]
    names = ("call", "council", "ranking", "ranking_sheet", "release", "build", "edit", "late")
    return [
        reverse("wagtailadmin_home"),
        reverse("calls_call:index"),
        *(reverse(f"calls_call:{name}", args=code) for name in names),
        *(
            reverse(f"calls_call:{name}", args=number)
            for name in ("application", "conflict", "blind", "decide")
        ),
        reverse("calls_call:file", args=[hidden.number, row.key]),
    ]


def leaks(client: Client, addresses: list[str]) -> list[tuple[str, str]]:
    found = []
    for address in addresses:
        response = client.get(address)
        body = b"".join(response) if response.streaming else response.content
        text = body.decode("utf-8", "replace") + str(response.headers)
        found += [(address, secret) for secret in SECRETS if secret in text]
    return found


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_secrets_can_be_found_by_whom_they_are_for(world):
    """The negative tests below have something to leak."""
    call, hidden, _other, row, members = world
    seen = {secret for _url, secret in leaks(signed_in(members[0].user), portal(call, hidden, row))}
    own = {secret for _url, secret in leaks(signed_in(hidden.applicant), portal(call, hidden, row))}
    head = chair()
    no_stake(hidden, head)
    staff = {secret for _url, secret in leaks(signed_in(head), desk(call, hidden, row))}

    assert {NAME, ANSWER, COMMENT, FILE, REMARK} <= seen
    assert {NAME, ANSWER, FILE} <= own
    assert {NAME, ANSWER, FILE, REASON} <= staff
    assert COMMENT not in own
    assert REASON not in own


def test_conflicted_reviewer_gets_nothing_of_it(world):  # PRG-11
    call, hidden, _other, row, members = world
    council.answer_conflict(hidden, ConflictKind.FAMILY, by=members[0].user)
    client = signed_in(members[0].user)

    assert leaks(client, portal(call, hidden, row)) == []
    assert leaks(client, desk(call, hidden, row)) == []
    posted = [
        client.post(reverse("calls:review", args=[hidden.number]), {"send": "1"}),
        client.post(reverse("calls:remark", args=[hidden.number]), {"text": "Hỏi"}),
        client.post(reverse("calls:conflict", args=[hidden.number]), {"kind": "none"}),
    ]
    assert [each.status_code for each in posted] == [404, 404, 404]


def test_reviewer_of_other_applications_gets_nothing_of_it(world):
    call, hidden, _other, row, members = world

    assert leaks(signed_in(members[2].user), portal(call, hidden, row)) == []


def test_another_applicant_and_a_visitor_get_nothing_of_it(world):
    call, hidden, other, row, _members = world

    assert leaks(signed_in(other.applicant), portal(call, hidden, row)) == []
    assert leaks(Client(), portal(call, hidden, row)) == []


@pytest.mark.parametrize("make", [officer, chair])
def test_conflicted_staff_get_nothing_of_it_nor_count_it(world, make):  # PRG-11
    call, hidden, _other, row, _members = world
    person = make()
    council.answer_conflict(hidden, ConflictKind.FINANCIAL, by=person)
    client = signed_in(person)

    assert leaks(client, desk(call, hidden, row)) == []
    assert leaks(client, portal(call, hidden, row)) == []
    page = client.get(reverse("calls_call:call", args=[call.code]))
    assert [line.number for line in page.context["shown"].lines] == [_other.number]
    items = work_items(person, DURING.date() + timedelta(days=1))
    assert hidden.number not in {item.code for item in items}
    assert all(NAME not in str(line) for line in watch_lines(person, DURING.date()))


def test_no_letter_holds_a_secret(world):  # PRV-5
    call, _hidden, _other, _row, _members = world

    texts = [f"{each.subject} {each.message}" for each in Email.objects.all()]

    assert len(texts) > 3
    assert [secret for text in texts for secret in SECRETS if secret in text] == []
    assert call.code in " ".join(texts)
