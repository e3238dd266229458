"""Two cohorts: one half-way with money and a late milestone, one finished with later answers.

What happened on a day in the past is written with that day. Letters stay away: nobody reads mail
at an invented address.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from accounts.models import User
from core.calendar import add_months
from ecosystem.registry.actions import organizations
from ecosystem.registry.choices import OrganizationKind, ProofLevel, Visibility
from ecosystem.registry.models import Organization
from programs.calls.actions import building, calls, drafts
from programs.calls.lifecycles import APPLICATION, CALL
from programs.calls.models import Application, Call
from programs.calls.selectors.applications import stamp_of
from programs.cohorts.actions import certificates, cohorts, follow_ups, instalments, members
from programs.cohorts.actions import milestones as steps
from programs.cohorts.actions.cohorts import Planned
from programs.cohorts.choices import Answers, MemberStatus, RevenueBand
from programs.cohorts.models import Cohort, Member, Milestone

from .people import DOMAIN, People
from .words import Say, Words, moment

MILLION = 1_000_000
BUDGET = "Khuyến khích khởi nghiệp sáng tạo (minh hoạ)"
SIGNER_TITLE = "Phó Giám đốc"
OWN_FIRM = 36
"""The number of the firm whose owner can sign in."""

# The firms of the drawings, with how far each has come: "a" accepted and paid, "h" handed in,
# "l" late, "." to come; then the support in millions.
RUNNING = (
    ("Robot Vườn Măng", "aah.", 80),
    ("Sấy lạnh Mùa Gặt Muộn", "al..", 80),
    ("Phần mềm Mùa Nước Nổi", "aa..", 80),
    ("Phân hữu cơ Bã Mì", "ah..", 60),
    ("Rau sạch Bờ Kênh Đông", "aa..", 80),
    ("", "a...", 80),
)
NOTES = (
    "Ba hộ đã dùng thử, có biên bản và ảnh.",
    "Bản chạy đã đặt ở ruộng của hai hộ; ghi số mỗi ngày.",
    "Hợp đồng với một hợp tác xã, kèm bản chụp.",
)
# How each firm of the finished cohort left, and what it answers after 6, 12 and 24 months: number
# of people, turnover, capital in millions; None is silence, "closed" the end of the firm.
LATER: tuple[tuple[str, tuple[tuple[int, RevenueBand, int] | str | None, ...]], ...] = (
    (
        "graduate",
        (
            (9, RevenueBand.UNDER_1B, 0),
            (14, RevenueBand.UNDER_3B, 1500),
            (21, RevenueBand.UNDER_10B, 0),
        ),
    ),
    (
        "graduate",
        (
            (5, RevenueBand.UNDER_300M, 200),
            (7, RevenueBand.UNDER_1B, 0),
            (8, RevenueBand.UNDER_3B, 300),
        ),
    ),
    ("graduate", ((4, RevenueBand.NONE, 0), None, "closed")),
    ("graduate", ((6, RevenueBand.UNDER_1B, 0), (6, RevenueBand.UNDER_1B, 0), None)),
    ("withdraw", (None, "closed", None)),
    ("terminate", (None, None, None)),
)


@dataclass(frozen=True)
class Firm:
    """An organization with somebody who may act for it."""

    organization: Organization
    owner: User


class Cohorts:
    """Runs two calls to their end and writes what came after."""

    def __init__(self, words: Words, random: Random, people: People, today: date) -> None:
        self.words = words
        self.random = random
        self.officer = people["chuong-trinh"]
        self.approver = people["nguoi-duyet"]
        self.founder = people["chu-doanh-nghiep"]
        self.today = today

    def write(self, records: dict[int, Organization], say: Say) -> None:
        running = self._running_firms(records)
        used = {firm.organization.pk for firm in running}
        before = self.today - timedelta(days=900)
        spare = _spare(records, used, before)
        earlier = [self._firm(organization) for organization in spare[: len(LATER)]]
        self._finished(earlier)
        self._half_way(running)
        say(f"khoá ươm tạo: {Cohort.objects.count()}, đơn vị: {Member.objects.count()}")

    # Who takes part

    def _running_firms(self, records: dict[int, Organization]) -> list[Firm]:
        by_name = {record.short_name: record for record in records.values()}
        own = records.get(OWN_FIRM)
        chosen = [by_name[name] for name, _far, _amount in RUNNING if name in by_name]
        chosen += [own] if own and own not in chosen else []
        used = {record.pk for record in chosen}
        spare = _spare(records, used, self.today - timedelta(days=200))
        chosen += spare[: len(RUNNING) - len(chosen)]
        return [self._firm(record) for record in chosen[: len(RUNNING)]]

    def _firm(self, organization: Organization) -> Firm:
        if organization.roles.filter(person__user=self.founder, may_act=True).exists():
            return Firm(organization, self.founder)
        email = f"nguoi-sang-lap-{organization.code.lower()}@{DOMAIN}"
        owner = User.objects.filter(email=email).first() or User.objects.create_user(
            email, full_name=self.words.person(self.random)
        )
        organizations.grant_owner(organization, owner, by=None, proof=ProofLevel.LETTER)
        return Firm(organization, owner)

    # The call behind a cohort

    def _call(self, title: str, title_en: str, slug: str, opens: date, firms: int) -> Call:
        closes = opens + timedelta(days=30)
        call = calls.create(
            {
                "slug": slug,
                "title": title,
                "title_en": title_en,
                "program": "Ươm tạo",
                "summary": "Sáu tháng đi cùng đội làm sản phẩm cho nông nghiệp.",
                "summary_en": "Six months beside teams that build for farming.",
                "opens_at": moment(opens, 8),
                "closes_at": moment(closes, 17),
                "results_on": closes + timedelta(days=30),
                "places": firms,
                "budget_line": BUDGET,
                "province_only": False,
            },
            by=None,
            is_demo=True,
        )
        field = building.save_field(
            call,
            {"label": "Sản phẩm giải quyết việc gì?", "label_en": "What does it solve?"},
            by=None,
        )
        for name, weight in (("Nhu cầu thật", 60), ("Đội ngũ", 40)):
            building.save_criterion(call, {"name": name, "weight": weight}, by=None)
        calls.pass_test(call, {field.key: "Thử"}, (), by=None)
        call.refresh_from_db()
        return calls.publish(call, by=None, at=moment(opens, 7))

    def _accepted(self, call: Call, firm: Firm) -> Application:
        """An application that was chosen; the council's part is shown by the open calls."""
        sent = call.closes_at - timedelta(days=self.random.randint(1, 6))
        by = firm.owner
        application = drafts.start(
            call, firm.organization, by=by, at=sent - timedelta(days=2), is_demo=True
        )
        key = call.form_versions.get().fields.get().key
        said = {key: firm.organization.description[:200] or firm.organization.name}
        drafts.save(application, said, stamp_of(application, [key]), by=by)
        drafts.confirm_registry(application, by=by)
        drafts.submit(application, key=self._key(), by=by, at=sent)
        for step in ("take", "find_eligible", "send_to_review", "plan_accept", "offer", "accept"):
            APPLICATION.take(application, step, by=None)
        return application

    def _decide(self, call: Call) -> None:
        decided = call.closes_at + timedelta(days=30)
        CALL.take(call, "decide", by=None, changes={"decided_at": decided})

    def _key(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    # Half-way

    def _half_way(self, firms: Sequence[Firm]) -> None:
        starts = self.today - timedelta(days=80)
        call = self._call(
            "Ươm tạo nông nghiệp số, đợt 2",
            "Digital farming incubation, round 2",
            "uom-tao-nong-nghiep-so-2",
            starts - timedelta(days=95),
            len(firms) + 2,
        )
        cohort = cohorts.open_cohort(
            call,
            _plan(starts, (35, 72, 100, 131)),
            by=self.officer,
            title="Ươm tạo nông nghiệp số, khoá 2",
            title_en="Digital farming incubation, cohort 2",
            starts_on=starts,
            ends_on=starts + timedelta(days=150),
            budget_line=BUDGET,
            period=str(starts.year),
            at=moment(starts - timedelta(days=5)),
            is_demo=True,
        )
        for firm, (_name, far, amount) in zip(firms, RUNNING, strict=False):
            member = self._enroll(self._accepted(call, firm), cohort, amount)
            for milestone, mark in zip(_milestones(member), far, strict=True):
                self._bring(milestone, mark)
        self._decide(call)

    def _enroll(self, application: Application, cohort: Cohort, amount: int) -> Member:
        return cohorts.enroll(
            application,
            cohort=cohort,
            by=self.officer,
            project=f"{application.organization.name}: sản phẩm chính",
            support_amount=Decimal(amount * MILLION),
            on=cohort.starts_on,
        )

    def _bring(self, milestone: Milestone, mark: str) -> None:
        """Bring a milestone to where the firm is: accepted and paid, handed in, or not yet."""
        if mark not in "ah":
            return
        before = self.random.randint(2, 9)
        handed = min(milestone.due_on, self.today) - timedelta(days=before)
        if mark == "h":
            handed = self.today - timedelta(days=self.random.randint(1, 4))
        owner = milestone.member.application.applicant
        note = NOTES[min(milestone.plan.position, len(NOTES)) - 1]
        milestone = steps.hand_in(milestone, [_photograph()], note=note, by=owner, at=_at(handed))
        if mark == "h":
            return
        accepted = handed + timedelta(days=1)
        steps.accept(milestone, by=self.officer, at=_at(accepted))
        instalment = instalments.ask(milestone.instalment, by=owner, at=_at(accepted))
        ordered = accepted + timedelta(days=6)
        if ordered <= self.today:
            number = f"LC-{ordered.year}-{self.random.randint(100, 999)}"
            instalments.order(instalment, by=self.approver, number=number, on=ordered)

    # Finished

    def _finished(self, firms: Sequence[Firm]) -> None:
        ended = add_months(self.today, -26)
        starts = add_months(ended, -5)
        call = self._call(
            "Ươm tạo nông nghiệp số, đợt 1",
            "Digital farming incubation, round 1",
            "uom-tao-nong-nghiep-so-1",
            starts - timedelta(days=95),
            len(firms) + 2,
        )
        cohort = cohorts.open_cohort(
            call,
            _plan(starts, (30, 65, 95, 130)),
            by=self.officer,
            title="Ươm tạo nông nghiệp số, khoá 1",
            title_en="Digital farming incubation, cohort 1",
            starts_on=starts,
            ends_on=ended,
            budget_line=BUDGET,
            period=str(starts.year),
            at=moment(starts - timedelta(days=5)),
            is_demo=True,
        )
        for firm, (how, later) in zip(firms, LATER, strict=False):
            member = self._enroll(self._accepted(call, firm), cohort, 60)
            self._leave(member, how, ended)
            self._ask_later(member, later)
        self._decide(call)

    def _leave(self, member: Member, how: str, ended: date) -> None:
        for milestone, mark in zip(
            _milestones(member), "aaaa" if how == "graduate" else "a...", strict=True
        ):
            self._bring(milestone, mark)
        owner = member.application.applicant
        half = member.cohort.starts_on + timedelta(days=70)
        if how == "graduate":
            members.graduate(member, by=self.officer, on=ended)
        elif how == "withdraw":
            members.withdraw(member, by=owner, reason="Đội tách ra, không đủ người.", on=half)
        else:
            members.propose_termination(
                member, by=self.officer, reason="Hai mốc liền không nộp.", at=_at(half)
            )
            members.terminate(member, by=self.approver, on=half + timedelta(days=21))

    def _ask_later(
        self, member: Member, later: Sequence[tuple[int, RevenueBand, int] | str | None]
    ) -> None:
        asked = member.follow_ups.order_by("months")
        for follow_up, said in zip(asked, later, strict=True):
            at = _at(follow_up.due_on)
            if follow_up.due_on > self.today or not follow_ups.ask(follow_up, at=at):
                continue
            follow_up.refresh_from_db()
            if said is None:
                follow_ups.close(follow_up, at=at + timedelta(days=40))
            else:
                answered = at + timedelta(days=self.random.randint(1, 20))
                follow_ups.answer(follow_up, _answers(said), at=answered)


def issue_certificates(people: People, say: Say) -> None:
    """Sign the certificates of those who graduated but one, which waits on the desk."""
    graduates = Member.objects.filter(status=MemberStatus.GRADUATED).order_by("pk")
    for member in graduates[1:]:
        certificates.issue(
            member,
            by=people["nguoi-duyet"],
            title=SIGNER_TITLE,
            on=member.ended_on,
            at=_at(member.ended_on or member.cohort.ends_on),
        )
    say(f"giấy chứng nhận: {max(graduates.count() - 1, 0)}")


def _spare(records: dict[int, Organization], used: set[int], since: date) -> list[Organization]:
    """Return firms that stood before a day and are not used yet, in the order of their numbers."""
    return [
        record
        for _number, record in sorted(records.items())
        if record.pk not in used
        and record.kind in (OrganizationKind.COMPANY, OrganizationKind.COOPERATIVE)
        and record.visibility == Visibility.PUBLIC
        and "Đầu tư" not in record.legal_name
        and record.merged_into_id is None
        and record.first_registration_date
        and record.first_registration_date < since
    ]


def _plan(starts: date, days: Sequence[int]) -> list[Planned]:
    names = (
        ("Khách hàng thử", "Trial customers", "Biên bản thử có chữ ký của người dùng"),
        ("Bản chạy ở ruộng", "Running in the field", "Ảnh và số đo hai tuần"),
        ("Hợp đồng đầu", "First contract", "Bản chụp hợp đồng"),
        ("Số liệu một vụ", "Data of one season", "Bảng số liệu và nhận xét"),
    )
    return [
        Planned(name, starts + timedelta(days=day), 25, wanted, name_en)
        for (name, name_en, wanted), day in zip(names, days, strict=True)
    ]


def _milestones(member: Member) -> Iterator[Milestone]:
    rows = member.milestones.select_related("plan", "member__application__applicant")
    yield from rows.order_by("plan__position")


def _answers(said: tuple[int, RevenueBand, int] | str) -> Answers:
    if isinstance(said, str):
        return Answers(is_alive=False)
    staff, band, capital = said
    return Answers(True, staff, band, Decimal(capital * MILLION), is_in_province=True)


def _photograph() -> SimpleUploadedFile:
    """Return a drawing that stands for a photograph from the field."""
    picture = Image.new("RGB", (480, 320), "#dfe8d8")
    draw = ImageDraw.Draw(picture)
    for row in range(6):
        draw.line([(0, 120 + 36 * row), (480, 100 + 40 * row)], fill="#5f9384", width=6)
    content = BytesIO()
    picture.save(content, "PNG")
    return SimpleUploadedFile("anh-ruong.png", content.getvalue(), content_type="image/png")


def _at(day: date) -> datetime:
    return moment(day, 9)
