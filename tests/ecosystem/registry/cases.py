"""Cases for tests of the officers' half."""

from datetime import UTC, date, datetime
from itertools import count

from ecosystem.registry.choices import CaseKind, CaseStatus, CheckAnswer, CheckItem, Decision
from ecosystem.registry.models import Case

ANSWERS = {
    "legal_name": "Công ty TNHH Nông nghiệp Gò Dầu Xanh",
    "tax_code": "0100112437",
    "short_name": "Gò Dầu Xanh",
    "first_registration_date": "2022-05-16",
    "street": "Ấp Mẫu",
    "commune": {"unit": "25459", "former_unit": "", "text": "Tân Ninh", "how": "chosen"},
    "description": "Trạm đo độ ẩm đất cho ruộng mía.",
    "sectors": ["nong-nghiep-cong-nghe-cao"],
    "products": [{"name": "Trạm đo", "text": ""}],
    "staff": {"value": "18", "period": "2026"},
    "website": "https://goduaxanh.example",
    "proposed_classes": ["DTF/DIGITAL"],
    "class_grounds": "Bán phần mềm theo dõi ruộng.",
    "representative": "Lê Thị Mẫu",
    "contact_name": "Trần Văn Thử",
    "contact_email": "thu@goduaxanh.example",
    "contact_phone": "0900000012",
    "consents": ["public_listing"],
}
DECIDED = tuple(key for key in ANSWERS if key != "consents")
REASON = "Chứng chỉ trong ảnh ghi hết hạn; xin gửi bản còn hiệu lực."

_numbers = count(1)


def make_case(**fields) -> Case:
    """Return a case in screening, due in three days; fields override."""
    number = next(_numbers)
    values = {
        "number": f"DK-2026-9{number:05}",
        "kind": CaseKind.REGISTER,
        "organization_kind": "company",
        "status": CaseStatus.SCREENING,
        "answers": dict(ANSWERS),
        "access_key_hash": f"{number:064x}",
        "submitted_at": datetime(2026, 11, 20, 2, tzinfo=UTC),
        "answer_by": date(2026, 11, 27),
        "email": f"nop{number}@example.test",
    }
    return Case.objects.create(**{**values, **fields})


def accept_all(case: Case, officer, *, but: tuple[str, ...] = (), checks: bool = True) -> Case:
    """Accept every answer, and answer the checklist with yes."""
    from ecosystem.registry.actions import screening
    from ecosystem.registry.selectors import cases

    rows = [row.key for row in cases.rows_of(case) if row.is_decided_here]
    notes = screening.Notes(
        fields={key: screening.Said(Decision.ACCEPT) for key in rows if key not in but},
        checks=dict.fromkeys(CheckItem, (CheckAnswer.YES, "")) if checks else {},
    )
    return screening.save_notes(case, notes, by=officer, version=case.version)
