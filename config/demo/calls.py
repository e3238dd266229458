"""Three calls: one that is open, one before the council, one whose result is out.

What happened on a day in the past is written with that day. Letters stay away: nobody reads mail
at an invented address.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from accounts.models import User
from core.calendar import add_working_days
from ecosystem.registry.actions import organizations
from ecosystem.registry.choices import OrganizationKind, ProofLevel, Visibility
from ecosystem.registry.models import Organization
from ecosystem.taxonomy.models import Sector
from programs.calls import tasks
from programs.calls.actions import (
    building,
    calls,
    council,
    decisions,
    drafts,
    offers,
    reviews,
    screening,
)
from programs.calls.choices import ConflictKind, FieldKind, Outcome
from programs.calls.lifecycles import APPLICATION
from programs.calls.models import Application, Call, Reviewer
from programs.calls.selectors import ranking
from programs.calls.selectors.applications import stamp_of

from .people import DOMAIN, People
from .words import Say, Words, moment

OWN_FIRMS = (36, 118)
"""The numbers of the firms whose owner can sign in."""

QUESTIONS: tuple[dict[str, Any], ...] = (
    {
        "section": "Bài toán",
        "section_en": "Problem",
        "kind": FieldKind.LONG_TEXT,
        "label": "Bài toán của ai, hiện họ giải bằng cách nào?",
        "label_en": "Whose problem is it, and how do they solve it today?",
        "help_text": "Kể một người dùng cụ thể.",
        "help_text_en": "Describe one real user.",
        "max_length": 1500,
    },
    {
        "section": "Bài toán",
        "section_en": "Problem",
        "kind": FieldKind.NUMBER,
        "label": "Bao nhiêu hộ, cơ sở đã dùng thử?",
        "label_en": "How many households or businesses have tried it?",
        "minimum": Decimal(0),
        "maximum": Decimal(10000),
    },
    {
        "section": "Đội ngũ",
        "section_en": "Team",
        "kind": FieldKind.LONG_TEXT,
        "label": "Ai làm, mỗi người làm gì?",
        "label_en": "Who is on the team, and who does what?",
        "max_length": 1500,
        "is_identifying": True,
    },
    {
        "section": "Đội ngũ",
        "section_en": "Team",
        "kind": FieldKind.FILE,
        "label": "Bản giới thiệu sản phẩm",
        "label_en": "Product sheet",
        "is_required": False,
    },
)
CRITERIA: tuple[tuple[str, str, int], ...] = (
    ("Bài toán có thật, có người trả tiền", "A real problem somebody pays for", 30),
    ("Đội ngũ làm được việc", "A team that can deliver", 25),
    ("Cái mới so với cách đang làm", "What is new", 25),
    ("Lợi ích cho nông hộ trong tỉnh", "Benefit to the province's farmers", 20),
)
PROBLEMS = (
    "Hộ trồng rau tưới theo thói quen, mùa khô thiếu nước, mùa mưa úng rễ.",
    "Cơ sở sấy ghi nhiệt độ bằng tay, mẻ hỏng mới biết.",
    "Thương lái hỏi nguồn gốc, hợp tác xã lục sổ giấy mất nửa ngày.",
    "Ruộng gần kênh nhiễm mặn theo giờ, người đo chỉ ra đồng buổi sáng.",
)
TEAMS = (
    "Ba người: một làm phần cứng, một viết phần mềm, một ở cùng nông hộ.",
    "Hai vợ chồng và một kỹ sư làm bán thời gian.",
)
REVIEWERS = (("hoi-dong", "Tạ Minh Công Tâm"), ("hoi-dong-2", ""), ("hoi-dong-3", ""))
REFUSAL = "Sản phẩm chưa chạy thử ở nơi nào trong tỉnh; có thể nộp lại ở đợt sau."


class Calls:
    """Runs three calls as the centre would."""

    def __init__(self, words: Words, random: Random, people: People, today: date) -> None:
        self.words, self.random, self.people, self.today = words, random, people, today
        self.officer, self.head = people["chuong-trinh"], people["lanh-dao"]
        self.firms: list[Organization] = []

    def write(self, records: dict[int, Organization], say: Say) -> None:
        own = [records[number] for number in OWN_FIRMS if number in records]
        taken = {firm.pk for firm in own}
        self.firms = [
            each
            for _number, each in sorted(records.items())
            if each.kind == OrganizationKind.COMPANY
            and each.visibility == Visibility.PUBLIC
            and each.pk not in taken
            and not each.applications.exists()
            and each.addresses.seats().current().filter(valid_to=None, unit__isnull=False).exists()
        ]
        self._open(own[:1])
        self._before_the_council()
        self._released(own[1:])
        say(f"đợt tuyển chọn: {Call.objects.count()}, hồ sơ: {Application.objects.count()}")

    # The three calls

    def _open(self, own: list[Organization]) -> None:
        """Applications in every state that comes before the council."""
        call = self._call(
            ("uom-tao-nong-nghiep-so-khoa-3", "Ươm tạo nông nghiệp số, khoá 3"),
            "Digital agriculture incubation, cohort 3",
            opens=self.today - timedelta(days=18),
            closes=self.today + timedelta(days=12),
            tracks=["Ngoài đồng", "Sau thu hoạch"],
        )
        self._draft(call)
        self._submitted(call)
        self._taken(call)
        eligible, refused, ready = (self._taken(call) for _ in range(3))
        APPLICATION.take(eligible, "find_eligible", by=self.officer)
        screening.find_not_eligible(refused, REFUSAL, by=self.officer)
        screening.find_eligible(ready, by=self.officer)
        asked = self._taken(call, own)
        question = asked.form_version.fields.get(kind=FieldKind.NUMBER)
        screening.ask(
            asked,
            {question.key: "Con số này gồm cả các hộ chỉ xem trình diễn không?"},
            by=self.officer,
            at=moment(self.today, 8),
        )
        gone = self._submitted(call)
        drafts.withdraw(gone, by=gone.applicant)

    def _before_the_council(self) -> None:
        """Scores that agree, scores that do not, an interview, and decisions that are pending."""
        call = self._call(
            ("thu-nghiem-san-pham-moi", "Thử nghiệm sản phẩm mới tại ruộng và xưởng"),
            "Field and workshop trials of new products",
            opens=self.today - timedelta(days=60),
            closes=self.today - timedelta(days=20),
        )
        members = self._council(call)
        applications = [self._reviewable(call) for _ in range(5)]
        council.answer_conflict(applications[4], ConflictKind.FAMILY, by=members[0].user)
        council.balance(call, by=None)
        for application, points in zip(
            applications[:2] + applications[3:4], ((8, 8, 7), (9, 3, 6), (4, 5, 4)), strict=True
        ):
            self._score(application, members, points)
        # The chair has still to read one.
        self._score(applications[2], members[1:], (7, 8))
        screening.invite_to_interview(applications[1], by=self.officer)
        decisions.plan(applications[0], Outcome.ACCEPT, by=self.officer, reason="Đã có ba hộ mua.")
        decisions.plan(
            applications[3], Outcome.REFUSE, by=self.officer, reason="Chưa rõ ai trả tiền."
        )

    def _released(self, own: list[Organization]) -> None:
        """The result is out: offers of every end, a waiting list, refusals."""
        call = self._call(
            ("uom-tao-che-bien-sau-thu-hoach", "Ươm tạo chế biến sau thu hoạch"),
            "Post-harvest processing incubation",
            opens=self.today - timedelta(days=100),
            closes=self.today - timedelta(days=60),
        )
        members = self._council(call)
        points = ((9, 8, 8), (8, 8, 7), (8, 7, 7), (7, 7, 8), (7, 6, 6), (4, 5, 3))
        applications = [self._reviewable(call, own)] + [self._reviewable(call) for _ in range(5)]
        outcomes = [Outcome.ACCEPT] * 4 + [Outcome.WAIT, Outcome.REFUSE]
        for application, given, outcome in zip(applications, points, outcomes, strict=True):
            for member in members:
                council.assign(application, [member], by=None)
            self._score(application, members, given)
            decisions.plan(
                application,
                outcome,
                by=self.officer,
                reason="" if outcome == Outcome.ACCEPT else "Điểm đội ngũ thấp hơn các hồ sơ khác.",
                rank=1 if outcome == Outcome.WAIT else None,
                votes=(3, 0) if outcome == Outcome.ACCEPT else (2, 1),
            )
        at = moment(add_working_days(self.today, -3), 9)
        stamp = ranking.preview(call, self.head).stamp
        made = decisions.release(call, by=self.head, stamp=stamp, at=at)
        tasks.send_due_letters(made.leaves_at)
        answered = made.leaves_at + timedelta(hours=5)
        accepted, declined, expired = (each.offers.get() for each in applications[1:4])
        offers.accept(accepted, by=accepted.application.applicant, at=answered)
        offers.decline(declined, by=declined.application.applicant, at=answered)
        expired.reply_by = self.today - timedelta(days=1)
        expired.save(update_fields=["reply_by"])
        tasks.expire_offers(self.today)

    # Their parts

    def _call(
        self, names: tuple[str, str], title_en: str, *, opens: date, closes: date, **fields: Any
    ) -> Call:
        slug, title = names
        sectors = Sector.objects.filter(code__in=["nong-nghiep-cong-nghe-cao", "che-bien-che-tao"])
        call = calls.create(
            {
                "slug": slug,
                "title": title,
                "title_en": title_en,
                "program": "Chương trình ươm tạo (minh hoạ)",
                "summary": "Sáu tháng: cố vấn hằng tuần, thử nghiệm tại chỗ.",
                "summary_en": "Six months: weekly mentoring and trials on site.",
                "opens_at": moment(opens, 8),
                "closes_at": _clock(closes, 17),
                "screening_until": closes + timedelta(days=7),
                "review_until": closes + timedelta(days=22),
                "results_on": closes + timedelta(days=27),
                "starts_on": closes + timedelta(days=40),
                "places": 4,
                "priority_places": 0,
                "priority_sectors": sectors,
                "budget_line": "Khuyến khích khởi nghiệp sáng tạo (minh hoạ)",
                "kinds": [OrganizationKind.COMPANY, OrganizationKind.COOPERATIVE],
                "conditions": [
                    {
                        "question": "Đã có sản phẩm chạy thử được?",
                        "reason": "Đợt này cần sản phẩm đã chạy thử ít nhất một nơi.",
                    }
                ],
                **fields,
            },
            by=self.officer,
            is_demo=True,
        )
        for question in QUESTIONS:
            building.save_field(call, question, by=self.officer)
        for name, name_en, weight in CRITERIA:
            values = {"name": name, "name_en": name_en, "weight": weight}
            building.save_criterion(call, values, by=self.officer)
        call = calls.pass_test(call, self._answers(call), set(), by=self.officer)
        return calls.publish(call, by=self.officer, at=moment(opens - timedelta(days=1), 8))

    def _answers(self, call: Call) -> dict[str, str]:
        version = call.form_versions.get()
        first, count, team, _file = version.fields.all()
        return {
            first.key: self.random.choice(PROBLEMS),
            count.key: str(self.random.randint(3, 60)),
            team.key: self.random.choice(TEAMS),
        }

    def _council(self, call: Call) -> list[Reviewer]:
        members = []
        for place, (name, full_name) in enumerate(REVIEWERS):
            email = f"{name}@{DOMAIN}"
            user = User.objects.filter(email=email).first() or User.objects.create_user(
                email, full_name=full_name or self.words.person(self.random)
            )
            members.append(
                council.add_reviewer(
                    call,
                    user,
                    by=self.officer,
                    is_chair=place == 0,
                    body="Trung tâm hỗ trợ (minh hoạ)",
                )
            )
        return members

    def _draft(self, call: Call, own: list[Organization] | None = None) -> Application:
        firm = own[0] if own else self.firms.pop(0)
        at = _clock(min(self.today - timedelta(days=4), call.closes_at.date()), 9)
        application = drafts.start(
            call,
            firm,
            by=self._owner(firm),
            track=self.random.choice(call.tracks) if call.tracks else "",
            eligibility={"0": "yes"},
            at=at - timedelta(hours=2),
            is_demo=True,
        )
        answers = self._answers(call)
        drafts.save(application, answers, stamp_of(application, answers), by=application.applicant)
        return application

    def _submitted(self, call: Call, own: list[Organization] | None = None) -> Application:
        application = self._draft(call, own)
        drafts.confirm_registry(application, by=application.applicant)
        key = UUID(int=self.random.getrandbits(128), version=4)
        at = application.started_at + timedelta(minutes=40)
        drafts.submit(application, key=key, by=application.applicant, at=at)
        return Application.objects.select_related("call", "organization", "form_version").get(
            pk=application.pk
        )

    def _taken(self, call: Call, own: list[Organization] | None = None) -> Application:
        application = self._submitted(call, own)
        council.answer_conflict(application, ConflictKind.NONE, by=self.officer)
        return screening.take(application, by=self.officer)

    def _reviewable(self, call: Call, own: list[Organization] | None = None) -> Application:
        return screening.find_eligible(self._taken(call, own), by=self.officer)

    def _score(
        self, application: Application, members: list[Reviewer], points: tuple[int, ...]
    ) -> None:
        criteria = [str(each.pk) for each in application.call.criteria.all()]
        for member, given in zip(members, points, strict=True):
            assignment = application.assignments.get(reviewer=member)
            council.answer_conflict(application, ConflictKind.NONE, by=member.user)
            scores: dict[str, int | None] = dict.fromkeys(criteria, given)
            # Nobody on this council farms.
            scores[criteria[-1]] = None if given == 7 else given
            reviews.save(
                assignment,
                scores,
                by=member.user,
                version=1,
                comment="Đã hỏi hai người dùng thử.",
                advice="Ghi lại số tiền người dùng tiết kiệm được mỗi tháng.",
            )
            reviews.submit(assignment, by=member.user)

    def _owner(self, firm: Organization) -> User:
        founder = self.people["chu-doanh-nghiep"]
        if firm.roles.filter(person__user=founder, may_act=True).exists():
            return founder
        email = f"nguoi-sang-lap-{firm.code.lower()}@{DOMAIN}"
        owner = User.objects.filter(email=email).first() or User.objects.create_user(
            email, full_name=self.words.person(self.random)
        )
        organizations.grant_owner(firm, owner, by=None, proof=ProofLevel.LETTER)
        return owner


def _clock(day: date, hour: int) -> datetime:
    """Return an hour of a day in local time, also of a day to come."""
    start = moment(date(2020, 1, 1), hour)
    return start + (day - date(2020, 1, 1))
