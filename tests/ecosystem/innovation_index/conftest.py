"""People and firms behind a report."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from ecosystem.classification.models import Classification, SchemeClass
from ecosystem.innovation_index.actions import reports
from ecosystem.innovation_index.choices import ReportKind
from ecosystem.innovation_index.models import Framework, Report
from ecosystem.registry.models import Organization
from ecosystem.taxonomy.models import Boundary
from tests.factories import EvidenceFactory, OrganizationFactory, UserFactory, commune

ON_DATE = date(2026, 9, 30)
LONG_AGO = datetime(2021, 1, 1, tzinfo=UTC)


@pytest.fixture
def analyst(db) -> User:
    return UserFactory(full_name="Trần Thị Soạn", roles=[Role.ANALYST])


@pytest.fixture
def checker(db) -> User:
    return UserFactory(full_name="Lê Văn Kiểm", roles=[Role.ANALYST])


@pytest.fixture
def head(db) -> User:
    return UserFactory(full_name="Nguyễn Thị Duyệt", roles=[Role.HEAD])


@pytest.fixture
def boundary(db) -> Boundary:
    return Boundary.objects.get(code="TN-TU-20250701")


@pytest.fixture
def pii_2025(db) -> Framework:
    return Framework.objects.get(code="pii", year=2025)


@pytest.fixture
def classify(db) -> Callable[..., Organization]:
    """Return a function that makes a counted firm, known since its first day."""
    klass = SchemeClass.objects.get(scheme__code="DTF", code="DIGITAL")
    inner = SchemeClass.objects.get(scheme__code="DTF", code="ABLE")
    officer = UserFactory()

    def _classify(
        name: str = "",
        *,
        since: date = date(2023, 1, 1),
        until: date | None = None,
        able_from: date | None = None,
        subgroup: str = "ict",
        unit: str = "25459",
        recorded_at: datetime | None = None,
        **fields: object,
    ) -> Organization:
        named = {"legal_name": name} if name else {}
        organization = OrganizationFactory(
            seat=commune(unit), first_registration_date=date(2021, 1, 4), **named, **fields
        )
        known = recorded_at or timezone.make_aware(
            datetime.combine(since, datetime.min.time())
        ) + timedelta(hours=9)
        organization.addresses.update(recorded_at=LONG_AGO)
        organization.names.update(recorded_at=LONG_AGO)
        for kind, first in ((klass, since), (inner, able_from)):
            if first is None:
                continue
            row = Classification.objects.create(
                organization=organization,
                scheme_class=kind,
                subgroup=subgroup if kind == klass else "",
                valid_from=first,
                valid_to=until,
                recorded_at=known,
                decided_on=first,
                decided_by=officer,
                reason="Thử",
            )
            paper = EvidenceFactory(organization=organization)
            type(paper).objects.filter(pk=paper.pk).update(recorded_at=LONG_AGO)
            row.evidence.add(paper)
        return organization

    return _classify


@pytest.fixture
def draft(analyst, boundary, pii_2025) -> Callable[..., Report]:
    def _draft(kind: ReportKind = ReportKind.INDEX, on_date: date = ON_DATE, **options) -> Report:
        options.setdefault("missing_note", "Kết quả năm 2025 của tỉnh chưa tìm thấy.")
        return reports.draft_report(
            kind, options.pop("framework", pii_2025), boundary, on_date, by=analyst, **options
        )

    return _draft


@pytest.fixture
def publish(checker, head) -> Callable[[Report], Report]:
    """Return a function that takes a draft all the way."""

    def _publish(report: Report) -> Report:
        reports.check(report, by=checker)
        reports.approve(report, by=head, title="Giám đốc")
        return reports.publish(report, by=checker)

    return _publish
