"""What lies on the officers' desk: cases of every state, and a pair that may be one firm.

Cases are written without their letters: nobody reads mail at an invented address.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.conf import settings

from accounts.choices import Purpose
from core.calendar import add_working_days
from ecosystem.registry.actions import drafts, duplicates, screening
from ecosystem.registry.choices import CaseKind, Decision, OrganizationKind, ProofLevel
from ecosystem.registry.lifecycles import CASE
from ecosystem.registry.models import Case, Organization
from ecosystem.taxonomy.models import AdministrativeUnit

from .people import People
from .plan import ALIKE
from .words import Say, moment, tax_code


@dataclass(frozen=True)
class Filing:
    """A registration on the desk: what is asked, and in how many working days it is due."""

    name: str
    kind: str
    commune: str
    sector: str
    text: str
    due_in: int
    is_taken: bool = False
    question: str = ""
    classes: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)


FILINGS = (
    Filing(
        "Công ty TNHH Máy sàng Gạo Tấm",
        OrganizationKind.COMPANY,
        "Xã Tân Trụ",
        "che-bien-che-tao",
        "Máy sàng gạo và tấm cho nhà máy xay xát nhỏ.",
        due_in=-2,
        is_taken=True,
        classes=("STARTUP/INNOVATIVE",),
    ),
    Filing(
        "Công ty Cổ phần Nước mắm Vách Lá",
        OrganizationKind.COMPANY,
        "Xã Cần Giuộc",
        "thuc-pham-do-uong",
        "Nước mắm cá linh ủ chum, bán theo mẻ.",
        due_in=-1,
    ),
    Filing(
        "Hộ kinh doanh Bánh tráng Phơi Sương Số",
        OrganizationKind.HOUSEHOLD,
        "Phường Trảng Bàng",
        "thuc-pham-do-uong",
        "Bánh tráng phơi sương, ghi giờ phơi từng vỉ bằng điện thoại.",
        due_in=0,
        is_taken=True,
    ),
    Filing(
        "Công ty TNHH Trạm sạc Gió Đồng",
        OrganizationKind.COMPANY,
        "Phường Long An",
        "nang-luong",
        "Trạm sạc xe máy điện đặt ở chợ và trạm xe.",
        due_in=0,
        classes=("STARTUP/INNOVATIVE", "DTF/DIGITAL"),
    ),
    Filing(
        "Hợp tác xã Nấm Rơm Nhà Kín",
        OrganizationKind.COOPERATIVE,
        "Xã Dương Minh Châu",
        "nong-nghiep-cong-nghe-cao",
        "Trồng nấm rơm trong nhà kín, 19 hộ.",
        due_in=3,
    ),
    Filing(
        "Công ty TNHH Sổ kho Hạt Điều",
        OrganizationKind.COMPANY,
        "Phường Tân Ninh",
        "phan-mem",
        "Phần mềm kho cho cơ sở chế biến hạt điều.",
        due_in=4,
        classes=("DTF/DIGITAL",),
    ),
    Filing(
        "Nhóm dự án Lò đốt Trấu Nhỏ",
        OrganizationKind.PROJECT,
        "Xã Bến Lức",
        "nang-luong",
        "Lò đốt trấu hộ gia đình, ít khói.",
        due_in=2,
        is_taken=True,
        question="Xin ghi rõ công suất lò và nơi đang thử.",
    ),
)


class Desk:
    """Puts cases on the desk as they would have come in over the last weeks."""

    def __init__(self, random: Random, people: People, today: date) -> None:
        self.random = random
        self.people = people
        self.today = today
        self.serial = 900_000

    def write(self, records: dict[int, Organization], say: Say) -> None:
        for filing in FILINGS:
            self._file(filing)
        self._drafts()
        self._requests(records)
        self._pair(records)
        say(f"hồ sơ: {Case.objects.count()}")

    def _file(self, filing: Filing) -> None:
        case = drafts.open_case(
            CaseKind.REGISTER,
            self._answers(filing),
            filing.kind,
            by=self.people["nguoi-moi"],
            is_demo=True,
        )
        self._send(case, filing.due_in)
        officer = self.people["can-bo"]
        if filing.is_taken:
            case = screening.take(case, by=officer)
        if filing.question:
            notes = screening.Notes(
                fields={"description": screening.Said(Decision.ASK, text=filing.question)}
            )
            case = screening.save_notes(case, notes, by=officer, version=case.version)
            asked = moment(self.today - timedelta(days=2), 15)
            case.field_decisions.filter(sent_at=None).update(sent_at=asked)
            CASE.take(
                case,
                "ask",
                by=officer,
                changes={"clock_stopped_at": asked, "days_left": filing.due_in},
            )

    def _send(self, case: Case, due_in: int) -> None:
        """Take the step of sending, as many working days ago as the due day says."""
        due = add_working_days(self.today, due_in)
        sent = moment(add_working_days(due, -settings.ANSWER_WORKING_DAYS), 9)
        CASE.take(
            case,
            "submit",
            by=case.applicant,
            changes={
                "created_at": sent,
                "saved_at": sent,
                "submitted_at": sent,
                "submit_key": UUID(int=self.random.getrandbits(128), version=4),
                "answer_by": due,
                "email": case.email or case.answers.get("contact_email", ""),
            },
        )

    def _answers(self, filing: Filing) -> dict[str, Any]:
        unit = AdministrativeUnit.objects.current().get(full_name=filing.commune)
        self.serial += 1
        answers: dict[str, Any] = {
            "legal_name": filing.name,
            "short_name": filing.name.split(" ", 3)[-1],
            "street": f"Ấp Mẫu, {unit.full_name}",
            "commune": {"unit": unit.code, "former_unit": "", "text": "", "how": "chosen"},
            "description": filing.text,
            "sectors": [filing.sector],
            "products": [{"name": filing.text.partition(",")[0], "text": ""}],
            "staff": {"value": "7", "period": str(self.today.year)},
            "representative": "Đỗ Ngọc Thử",
            "contact_name": "Đỗ Ngọc Thử",
            "contact_email": self.people["nguoi-moi"].email,
            "contact_phone": "0276000111",
            "proposed_classes": list(filing.classes),
            "class_grounds": filing.text if filing.classes else "",
            "consents": [Purpose.PUBLIC_LISTING.value, Purpose.STATISTICS.value],
        }
        if filing.kind != OrganizationKind.PROJECT:
            answers["tax_code"] = tax_code(self.serial)
            answers["first_registration_date"] = f"{self.today.year - 1}-05-16"
        return answers | filing.extra

    def _drafts(self) -> None:
        for kind, answers in (
            (OrganizationKind.COMPANY, {"legal_name": "Công ty TNHH Giấy Dó Ban Mai"}),
            (OrganizationKind.COOPERATIVE, {"legal_name": "Hợp tác xã Chuối Sấy Bến Đò"}),
        ):
            drafts.open_case(
                CaseKind.REGISTER, answers, kind, by=self.people["nguoi-moi"], is_demo=True
            )

    def _requests(self, records: dict[int, Organization]) -> None:
        """A change asked by an owner, with a locked field, and a claim."""
        changed, claimed = records.get(36), records.get(97)
        if changed:
            case = drafts.open_case(
                CaseKind.CHANGE,
                {
                    "short_name": "Trăng Đồng",
                    "street": "Ấp Thử, Phường Gò Dầu",
                    "sectors": ["nong-nghiep-cong-nghe-cao", "moi-truong"],
                    "products": [
                        {"name": "Trạm đo Đồng 2", "text": "Độ ẩm đất hai tầng, mực nước mương."},
                        {"name": "Bảng tưới", "text": "Theo dõi nhiều thửa trên điện thoại."},
                    ],
                    "staff": {"value": "18", "period": "2026"},
                },
                changed.kind,
                by=self.people["chu-doanh-nghiep"],
                organization=changed,
                proof=ProofLevel.LETTER,
                is_demo=True,
            )
            self._send(case, 0)
            screening.take(case, by=self.people["can-bo"])
        if claimed:
            case = drafts.open_case(
                CaseKind.CLAIM,
                {
                    "claimant_name": "Đỗ Ngọc Thử",
                    "claimant_role": "Chủ hộ",
                    "claimant_note": "Xin gọi số trong hồ sơ.",
                    "contact_email": self.people["nguoi-moi"].email,
                    "contact_phone": "0276000111",
                },
                claimed.kind,
                by=self.people["nguoi-moi"],
                organization=claimed,
                proof=ProofLevel.CALL,
                is_demo=True,
            )
            self._send(case, 5)

    def _pair(self, records: dict[int, Organization]) -> None:
        one, other = (records.get(number) for number in ALIKE)
        if one and other:
            pair = duplicates.pair_of(one, other)
            pair.reasons = ["representative"]
            pair.save(update_fields=["reasons"])
