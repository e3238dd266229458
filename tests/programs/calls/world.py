"""A call with its form and criteria, founders who apply, and a council that scores."""

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

from accounts.choices import Role
from ecosystem.registry.models import Organization, Person, SectorAssignment
from ecosystem.taxonomy.models import Sector
from programs.calls.actions import building, calls, council, drafts, reviews, screening
from programs.calls.choices import ApplicationStatus, ConflictKind, FieldKind
from programs.calls.models import Application, Assignment, Call, FormField, Reviewer
from programs.calls.selectors.applications import stamp_of
from tests.factories import OrganizationFactory, RoleFactory, UserFactory, commune

OPENS = datetime(2026, 11, 2, 1, tzinfo=UTC)
CLOSES = datetime(2026, 12, 2, 10, tzinfo=UTC)  # 17:00:00 in the province
DURING = datetime(2026, 11, 20, 3, tzinfo=UTC)
QUESTIONS = ("Bài toán", "Số hộ dùng thử")
_numbers = count(1)


def officer():
    return UserFactory(roles=[Role.PROGRAM_OFFICER])


def chair():
    return UserFactory(roles=[Role.HEAD])


def make_call(by=None, *, publish: bool = True, **fields) -> Call:
    """Return a call with two questions and two criteria, published unless told otherwise."""
    number = next(_numbers)
    values = {
        "slug": f"uom-tao-{number}",
        "title": f"Ươm tạo nông nghiệp số, khoá {number}",
        "program": "Chương trình ươm tạo",
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "places": 2,
        "minimum_reviewers": 2,
        **fields,
    }
    call = calls.create(values, by=by)
    problem = {"label": QUESTIONS[0], "kind": FieldKind.LONG_TEXT, "max_length": 200}
    building.save_field(call, problem, by=by)
    building.save_field(
        call, {"label": QUESTIONS[1], "kind": FieldKind.NUMBER, "is_required": False}, by=by
    )
    building.save_criterion(call, {"name": "Bài toán có thật", "weight": 60}, by=by)
    building.save_criterion(call, {"name": "Đội ngũ", "weight": 40}, by=by)
    if publish:
        call = calls.pass_test(call, {field(call).key: "Thử"}, set(), by=by)
        call = calls.publish(call, by=by, at=OPENS - timedelta(days=1))
    return call


def field(call: Call, label: str = QUESTIONS[0]) -> FormField:
    return call.form_versions.first().fields.get(label=label)


def make_founder(organization: Organization | None = None, sector: str = "", **user):
    """Return a person who may act for an organization of the province, and the organization."""
    person = UserFactory(**user)
    organization = organization or OrganizationFactory(seat=commune())
    owner = Person.objects.create(full_name=person.full_name, email=person.email, user=person)
    RoleFactory(person=owner, organization=organization)
    if sector:
        SectorAssignment.objects.create(
            organization=organization,
            sector=Sector.objects.get(code=sector),
            is_main=True,
            valid_from="2023-01-01",
        )
    return person, organization


def make_draft(call: Call, answer: str = "Đất thiếu nước", *, founder=None, sector: str = ""):
    """Return a draft that could be sent."""
    person, organization = founder or make_founder(sector=sector)
    application = drafts.start(call, organization, by=person, at=DURING)
    key = field(call).key
    drafts.save(application, {key: answer}, stamp_of(application, [key]), by=person)
    drafts.confirm_registry(application, by=person)
    return application


def submitted(call: Call, answer: str = "Đất thiếu nước", **options) -> Application:
    application = make_draft(call, answer, **options)
    return drafts.submit(application, key=uuid4(), by=application.applicant, at=DURING)


def no_stake(application: Application, *people) -> None:
    for person in people:
        council.answer_conflict(application, ConflictKind.NONE, by=person)


def in_review(call: Call, by, **options) -> Application:
    """Return an application that the officer has let through."""
    application = submitted(call, **options)
    no_stake(application, by)
    screening.take(application, by=by)
    screening.find_eligible(application, by=by)
    application.refresh_from_db()
    assert application.status == ApplicationStatus.REVIEW
    return application


def make_council(call: Call, size: int = 2) -> list[Reviewer]:
    return [
        council.add_reviewer(call, UserFactory(), by=None, is_chair=place == 0)
        for place in range(size)
    ]


def score(application: Application, reviewer: Reviewer, *points: int | None) -> Assignment:
    """Let a reviewer without a stake score every criterion, and send."""
    (assignment,) = council.assign(application, [reviewer], by=None)
    no_stake(application, reviewer.user)
    criteria = application.call.criteria.all()
    given = {str(each.pk): each_points for each, each_points in zip(criteria, points, strict=True)}
    reviews.save(assignment, given, by=reviewer.user, version=1)
    reviews.submit(assignment, by=reviewer.user)
    return assignment


def scored(call: Call, by, members: list[Reviewer], points: int = 7, **options) -> Application:
    application = in_review(call, by, **options)
    for reviewer in members:
        score(application, reviewer, points, points)
    return application
