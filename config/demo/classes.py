"""Classes decided by two officers, papers with numbers, and numbers frozen for the targets."""

from datetime import date, timedelta
from random import Random

from accounts.models import User
from ecosystem.classification import actions
from ecosystem.classification.models import Classification, SchemeClass
from ecosystem.registry.choices import EvidenceKind
from ecosystem.registry.models import Evidence, Organization
from ecosystem.targets import actions as targets
from ecosystem.targets.models import Target

from .people import People
from .plan import Planned
from .words import Say, Words, moment

KEPT = "Bản giấy giữ tại trung tâm."
SNAPSHOTS = (
    (date(2025, 12, 31), date(2026, 1, 8), 16),
    (date(2026, 6, 30), date(2026, 7, 6), 17),
    (date(2026, 9, 30), date(2026, 10, 5), 17),
)
RESTATED_ON = date(2026, 2, 16)
LEADING_TARGET = "TN-DTF-2030"


class Classes:
    """Proposes as one officer and puts in force as another, at moments of the past."""

    def __init__(self, words: Words, random: Random, people: People) -> None:
        self.words = words
        self.random = random
        self.people = people
        self.by_code = {
            f"{each.scheme.code}/{each.code}": each
            for each in SchemeClass.objects.select_related("scheme__legal_document", "parent")
        }

    def write(self, plan: list[Planned], records: dict[int, Organization], say: Say) -> None:
        for each in plan:
            record = records[each.number]
            if each.digital:
                self._digital(record, each)
            if each.startup_from:
                self._decide(
                    record,
                    "STARTUP/INNOVATIVE",
                    each.startup_from,
                    "Ý tưởng và mô hình mới, dựa trên công nghệ; doanh nghiệp nhỏ và vừa.",
                )
            if each.st_from:
                paper = self._paper(
                    record,
                    EvidenceKind.CERTIFICATE,
                    "Giấy chứng nhận doanh nghiệp khoa học và công nghệ",
                    each.st_from,
                    checked=True,
                )
                self._decide(
                    record,
                    "ST/ST_ENTERPRISE",
                    each.st_from,
                    "Có giấy chứng nhận; đã đối chiếu.",
                    papers=[paper],
                )
        say(f"phân loại: {Classification.objects.current().count()}")

    def _digital(self, record: Organization, each: Planned) -> None:
        said = each.digital or {}
        paper = self._paper(
            record,
            EvidenceKind.PRODUCT,
            f"Tài liệu sản phẩm {each.short_name}",
            said["since"] - timedelta(days=5),
            checked=not said.get("unchecked", False),
        )
        row = self._decide(
            record,
            "DTF/DIGITAL",
            said["since"],
            "Làm ra sản phẩm, dịch vụ công nghệ số theo tài liệu đã nộp.",
            known=said.get("known"),
            subgroup=said["group"],
            papers=[paper],
        )
        if able := said.get("able"):
            buyer = self.random.choice(self.words.words["buyers"])
            proof = self._paper(
                record,
                EvidenceKind.ACCEPTANCE,
                f"Biên bản nghiệm thu với {buyer}",
                able,
                checked=True,
                issuer=buyer,
            )
            self._decide(record, "DTF/ABLE", able, f"Đã nghiệm thu với {buyer}.", papers=[proof])
        if ended := said.get("ended"):
            actions.end(
                row,
                by=self.people["truong-nhom"],
                on=ended,
                reason="Đã chuyển sang lĩnh vực khác.",
                moment=moment(ended, 15),
            )

    def _officers(self) -> tuple[User, User]:
        one, other = self.people.officers
        pair = (one, other) if self.random.random() < 0.5 else (other, one)
        return (pair[0], self.people["truong-nhom"]) if self.random.random() < 0.4 else pair

    def _paper(
        self,
        record: Organization,
        kind: EvidenceKind,
        title: str,
        issued: date,
        *,
        checked: bool,
        issuer: str = "",
    ) -> Evidence:
        one, other = self._officers()
        paper = actions.record_evidence(
            record,
            by=one,
            kind=kind,
            title=title,
            issued_on=issued,
            issuer=issuer,
            note=KEPT,
            moment=moment(issued, 16),
        )
        if checked:
            actions.check_evidence(paper, by=other, moment=moment(issued + timedelta(days=1), 10))
        return paper

    def _decide(
        self,
        record: Organization,
        code: str,
        since: date,
        reason: str,
        *,
        known: date | None = None,
        subgroup: str = "",
        papers: list[Evidence] | None = None,
    ) -> Classification:
        one, other = self._officers()
        day = known or since
        proposal = actions.propose(
            record,
            self.by_code[code],
            by=one,
            valid_from=since,
            reason=reason,
            subgroup=subgroup,
            evidence=papers or (),
            is_demo=True,
            moment=moment(day, 9),
        )
        return actions.put_in_force(proposal, by=other, moment=moment(day, 15))

    # What waits --------------------------------------------------------------------------------

    def leave_open(self, records: dict[int, Organization], today: date, say: Say) -> None:
        """Leave a few proposals for somebody else to decide."""
        one, other = self.people.officers
        since = today - timedelta(days=3)
        wanted = (
            (118, "DTF/ABLE", one, EvidenceKind.DEPLOYMENT_LETTER, "Thư xác nhận triển khai"),
            (77, "ST/ST_ENTERPRISE", other, EvidenceKind.CERTIFICATE, "Giấy chứng nhận"),
            (71, "STARTUP/INNOVATIVE", one, EvidenceKind.PRODUCT, "Mô tả mô hình kinh doanh"),
        )
        left = 0
        for number, code, officer, kind, title in wanted:
            record = records.get(number)
            if record is None:
                continue
            paper = actions.record_evidence(
                record, by=officer, kind=kind, title=title, issued_on=since, note=KEPT
            )
            actions.propose(
                record,
                self.by_code[code],
                by=officer,
                valid_from=since,
                reason="Hồ sơ đủ theo mẫu; xin người thứ hai xem.",
                evidence=[paper],
                is_demo=True,
                moment=moment(since, 14),
            )
            left += 1
        say(f"đề xuất chờ quyết định: {left}")

    # Targets -----------------------------------------------------------------------------------

    def freeze(self, today: date, say: Say) -> None:
        """Freeze each counted target's number at three days, and restate the late entry."""
        analyst = self.people["so-lieu"]
        counted = [
            target
            for target in Target.objects.filter(state="active").select_related(
                "scheme_class__scheme", "boundary"
            )
            if target.is_counted
        ]
        made = 0
        for on_date, made_on, hour in SNAPSHOTS:
            for target in counted:
                if made_on <= today and on_date <= target.due_date:
                    targets.freeze(
                        target, by=analyst, on_date=on_date, moment=moment(made_on, hour)
                    )
                    made += 1
        late = Target.objects.filter(code=LEADING_TARGET).first()
        frozen = late.snapshots.filter(on_date=SNAPSHOTS[0][0]).first() if late else None
        if frozen and today >= RESTATED_ON and self._differs(frozen.number):
            targets.restate(frozen, by=analyst, moment=moment(RESTATED_ON, 16))
            made += 1
        say(f"bản chốt số: {made}")

    def _differs(self, frozen: int) -> bool:
        rows = Classification.objects.current().true_on(SNAPSHOTS[0][0])
        digital = rows.filter(scheme_class=self.by_code["DTF/DIGITAL"])
        return digital.count() != frozen
