"""Rows of calls and cohorts for tests. A cohort comes from the action, its applicants as rows."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.choices import Role
from accounts.models import User
from ecosystem.registry.models import Organization
from programs.calls.choices import ApplicationStatus, CallStatus
from programs.calls.models import Application, Call, FormVersion
from programs.cohorts.actions import cohorts, milestones
from programs.cohorts.actions.cohorts import Planned
from programs.cohorts.models import Cohort, Member, Milestone
from tests.factories import OrganizationFactory, PersonFactory, RoleFactory, UserFactory

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)
PLAN = (
    Planned("Khách hàng thử", date(2026, 10, 10), 25, "Biên bản thử"),
    Planned("Bản chạy ở ruộng", date(2026, 11, 16), 25),
    Planned("Hợp đồng đầu", date(2026, 12, 15), 25),
    Planned("Số liệu một vụ", date(2027, 1, 15), 25, title_en="Data of one season"),
)
AMOUNT = Decimal(80_000_000)
_serial = count(1)


def program_officer() -> User:
    return UserFactory(roles=[Role.PROGRAM_OFFICER], is_staff=True)


def make_call(**fields: object) -> Call:
    serial = next(_serial)
    call = Call.objects.create(
        **{
            "code": f"TC-T-{serial}",
            "slug": f"dot-thu-{serial}",
            "title": "Ươm tạo nông nghiệp số",
            "program": "Chương trình thử",
            "opens_at": datetime(2026, 6, 1, tzinfo=UTC),
            "closes_at": datetime(2026, 7, 1, tzinfo=UTC),
            **fields,
        }
    )
    form = FormVersion.objects.create(call=call, number=1)
    Call.objects.filter(pk=call.pk).update(
        status=CallStatus.DECIDED,
        checked_form=form,
        published_at=datetime(2026, 6, 1, tzinfo=UTC),
        decided_at=datetime(2026, 8, 1, tzinfo=UTC),
    )
    call.refresh_from_db()
    return call


def make_application(
    call: Call,
    organization: Organization | None = None,
    applicant: User | None = None,
    status: str = ApplicationStatus.ACCEPTED,
) -> Application:
    """Return an application whose applicant may act for its organization."""
    organization = organization or OrganizationFactory()
    applicant = applicant or owner_of(organization)
    return Application.objects.create(
        number=f"HS-T-{next(_serial):06d}",
        call=call,
        organization=organization,
        applicant=applicant,
        status=status,
        form_version=call.form_versions.get(),
        submitted_at=datetime(2026, 6, 20, tzinfo=UTC),
        submit_key=uuid4(),
        registry_copy={},
    )


def owner_of(organization: Organization) -> User:
    """Return a new person who may act for the organization."""
    user = UserFactory()
    RoleFactory(organization=organization, person=PersonFactory(user=user, email=user.email))
    return user


def make_cohort(officer: User | None = None, call: Call | None = None, **fields: object) -> Cohort:
    return cohorts.open_cohort(
        call or make_call(),
        fields.pop("plan", PLAN),
        by=officer or program_officer(),
        **{
            "title": "Ươm tạo nông nghiệp số, khoá 2",
            "title_en": "Digital farming, cohort 2",
            "starts_on": date(2026, 9, 1),
            "ends_on": date(2027, 1, 31),
            "budget_line": "Khuyến khích khởi nghiệp",
            "period": "2026",
            **fields,
        },
    )


def make_member(cohort: Cohort | None = None, **fields: object) -> Member:
    """Return an enrolled member; `organization=`, `applicant=`, `project=` as wanted."""
    cohort = cohort or make_cohort()
    application = make_application(
        cohort.call, fields.pop("organization", None), fields.pop("applicant", None)
    )
    return cohorts.enroll(
        application,
        cohort=cohort,
        by=fields.pop("by", None) or cohort.officer,
        **{
            "project": f"Dự án {application.number}",
            "support_amount": AMOUNT,
            "on": date(2026, 9, 1),
            **fields,
        },
    )


def first(member: Member) -> Milestone:
    return member.milestones.get(plan__position=1)


def firm_of(member: Member) -> User:
    return member.application.applicant


def paper(name: str = "bien-ban.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def handed_in(member: Member, position: int = 1) -> Milestone:
    milestone = member.milestones.get(plan__position=position)
    return milestones.hand_in(milestone, [], note="Đã thử với ba hộ.", by=firm_of(member))


def accepted(member: Member, position: int = 1) -> Milestone:
    return milestones.accept(handed_in(member, position), by=member.cohort.officer)


def all_accepted(member: Member) -> Member:
    for position in range(1, 5):
        accepted(member, position)
    return member
