"""Two at once: one wins, the other is told, nothing is done twice or lost. Real threads."""

import threading
from collections.abc import Callable
from datetime import date
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult
from post_office.models import Email

from accounts.choices import Role
from accounts.models import User
from core import files
from core.journal import about
from core.lifecycle import WrongStateError
from core.models import StoredFile
from ecosystem.innovation_index.actions import reports
from ecosystem.innovation_index.choices import ReportKind, ReportState
from ecosystem.innovation_index.models import Framework, Report
from ecosystem.innovation_index.tasks import render_report
from ecosystem.registry.actions import drafts, errors, funding, organizations, screening
from ecosystem.registry.actions.screening import Said
from ecosystem.registry.choices import CaseStatus, Decision
from ecosystem.registry.models import Case, FieldDecision, FundingRound, Organization
from ecosystem.taxonomy.models import Boundary
from tests.ecosystem.registry.cases import ANSWERS, accept_all, make_case
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

ON_DATE = date(2026, 9, 30)


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Run all calls at the same moment; return how each ended: "done" or the error's name."""
    start, ends = threading.Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        try:
            start.wait()
            call()
            ends.append("done")
        except (
            errors.OpenDraftError,
            errors.TaxCodeTakenError,
            errors.VersionConflictError,
            WrongStateError,
        ) as error:
            ends.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


@pytest.fixture
def officers() -> list[User]:
    return [UserFactory(roles=[Role.REGISTRY_LEAD]) for _ in range(2)]


def test_two_officers_decide_one_field(officers):  # REG-F3
    case = make_case(assignee=officers[0])

    def decide(officer, said: Decision) -> Callable[[], object]:
        own = Case.objects.get(pk=case.pk)
        words = Said(said, text="Số nhà?") if said == Decision.ASK else Said(said)
        return lambda: screening.decide_field(own, "street", words, by=officer, version=1)

    ends = at_once(decide(officers[0], Decision.ACCEPT), decide(officers[1], Decision.ASK))

    assert ends == ["VersionConflictError", "done"]
    assert FieldDecision.objects.count() == 1
    assert Case.objects.get(pk=case.pk).version == 2


def test_two_officers_approve_one_case(officers):  # REG-F3
    case = accept_all(make_case(assignee=officers[0]), officers[0])

    def approve(officer) -> Callable[[], object]:
        own = Case.objects.get(pk=case.pk)
        return lambda: screening.send_decision(own, by=officer, version=case.version)

    ends = at_once(*map(approve, officers))

    assert ends.count("done") == 1
    assert Organization.objects.count() == 1
    assert about(case).filter(verb="approve").count() == 1


def test_two_officers_change_one_record(officers):  # REG-F3
    organization = organizations.create("company", ANSWERS, by=officers[0])

    def change(officer, text: str) -> Callable[[], object]:
        own, wanted = Organization.objects.get(pk=organization.pk), {**ANSWERS, "description": text}
        return lambda: organizations.apply_answers(
            own, wanted, ["description"], by=officer, version=1
        )

    ends = at_once(change(officers[0], "Bản một"), change(officers[1], "Bản hai"))

    assert ends == ["VersionConflictError", "done"]
    organization.refresh_from_db()
    assert organization.version == 2
    assert organization.description in ("Bản một", "Bản hai")


def test_one_tax_code_is_registered_once(officers):  # REG-2
    ends = at_once(
        *(lambda by=by: organizations.create("company", ANSWERS, by=by) for by in officers)
    )

    assert ends == ["TaxCodeTakenError", "done"]
    assert Organization.objects.count() == 1


def test_two_records_change_to_one_tax_code(officers):  # REG-6
    records = [
        organizations.create("company", {**ANSWERS, "tax_code": code}, by=officers[0])
        for code in ("9900000016", "9900000023")
    ]

    def change(record: Organization, officer: User) -> Callable[[], object]:
        wanted = {"tax_code": "9900000030"}
        return lambda: organizations.apply_answers(
            record, wanted, ["tax_code"], by=officer, version=1
        )

    ends = at_once(*map(change, records, officers))

    assert ends == ["TaxCodeTakenError", "done"]
    assert Organization.objects.filter(tax_code="9900000030").count() == 1


def test_a_case_reopened_while_another_draft_begins_says_so():  # REGN-2
    for _round in range(3):
        case = make_case(status=CaseStatus.WITHDRAWN, email=f"{uuid4()}@example.test")
        start = partial(drafts.start, "company", email=case.email, by=None)

        ends = at_once(partial(drafts.reopen, case, by=None), start)

        assert ends in (["OpenDraftError", "done"], ["done", "done"])
        assert Case.objects.drafts().filter(email=case.email).count() == 1


def test_a_round_recorded_by_both_sides_at_once_is_one_round():
    organization = organizations.create("company", ANSWERS, by=None)
    record = partial(
        funding.record_funding_round,
        organization,
        closed_on=ON_DATE,
        instrument="equity",
        amount_band="1b_5b",
        reference="TV-1",
        by=None,
    )

    assert at_once(record, record) == ["done", "done"]
    assert FundingRound.objects.count() == 1
    assert organization.events.filter(kind="round_closed").count() == 1


def test_a_double_click_submits_once():  # REGN-3
    case = make_case(status=CaseStatus.DRAFT, submitted_at=None, answer_by=None)
    key = uuid4()

    def submit() -> object:
        return drafts.submit(Case.objects.get(pk=case.pk), key=key, by=None)

    ends = at_once(submit, submit)

    assert ends == ["done", "done"]
    assert about(case).filter(verb="submit").count() == 1
    assert Email.objects.filter(subject__startswith="Đã nhận hồ sơ").count() == 1


def test_a_report_published_twice_at_once_has_one_number_and_one_file(settings):  # REP-8
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    analyst, checker = (UserFactory(roles=[Role.ANALYST]) for _ in range(2))
    head = UserFactory(roles=[Role.HEAD])
    report = reports.draft_report(
        ReportKind.INDEX,
        Framework.objects.get(code="pii", year=2025),
        Boundary.objects.get(code="TN-TU-20250701"),
        ON_DATE,
        by=analyst,
        missing_note="Kết quả năm 2025 của tỉnh chưa tìm thấy.",
    )
    reports.check(report, by=checker)
    reports.approve(report, by=head, title="Giám đốc")

    def publish() -> object:
        return reports.publish(Report.objects.get(pk=report.pk), by=checker)

    clicks = at_once(publish, publish)
    waiting = Report.objects.get()
    runs = at_once(*[lambda: render_report.func(report.pk)] * 2)

    published = Report.objects.get()
    assert clicks == runs == ["done", "done"]
    assert DBTaskResult.objects.filter(task_path=render_report.module_path).count() == 1
    assert (waiting.status, waiting.number) == (ReportState.APPROVED, None)
    assert (published.status, published.number) == (
        ReportState.PUBLISHED,
        waiting.reserved_number,
    )
    assert StoredFile.objects.count() == 1
    assert files.read(published.file).startswith(b"%PDF")
    assert about(published).filter(verb="publish").count() == 1
