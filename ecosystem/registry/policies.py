"""May this person do that? Each question returns the obstacle by name, or None."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError
from stdnum.vn import mst

from accounts.choices import INTERNAL_READERS, OFFICERS
from accounts.choices import Role as StaffRole
from accounts.models import User
from core.lifecycle import Obstacle
from core.vietnamese import normalize

from .choices import (
    FIELDS_BY_KEY,
    OPEN_TO_APPLICANT,
    PERSONAL_TAX_CODE,
    FieldClass,
    OrganizationKind,
    Visibility,
)
from .models import Case, DuplicatePair, Organization, Role

AnyUser = User | AnonymousUser

NOT_STAFF = Obstacle("not_staff", _("Việc này dành cho cán bộ danh bạ."))
OWN_CASE = Obstacle("own_case", _("Việc này cần người khác quyết định: bạn là người nộp hồ sơ."))
OWN_ORGANIZATION = Obstacle(
    "own_organization",
    _("Việc này cần người khác quyết định: bạn có vai trò trong tổ chức này."),
)
NOT_HOLDER = Obstacle(
    "not_holder", _("Hồ sơ đang do người khác giữ; chỉ người giữ hoặc trưởng nhóm quyết định.")
)
NOT_APPLICANT = Obstacle("not_applicant", _("Chỉ người nộp hồ sơ làm được việc này."))
NOT_OWNER = Obstacle("not_owner", _("Chỉ người được quyền đại diện tổ chức làm được việc này."))
WITHDRAWN = Obstacle(
    "withdrawn", _("Hồ sơ này đã rút vì nhập nhầm; nhập lại thành hồ sơ mới nếu cần.")
)
NOT_FREE = Obstacle("not_free", _("Ô này đổi bằng yêu cầu thay đổi, cán bộ xét trước khi đăng."))
CLOSED_TO_APPLICANT = Obstacle(
    "closed_to_applicant", _("Hồ sơ đã gửi; lúc này không sửa được. Trung tâm sẽ trả lời.")
)


# Tax codes -------------------------------------------------------------------------------------

WRONG_CHECK_DIGIT = _("Mã số thuế không đúng chữ số kiểm tra; xin đối chiếu với giấy chứng nhận")
WRONG_LENGTH = _(
    "Nhập mã số thuế 10 chữ số, hoặc 10 và 3 chữ số của đơn vị phụ thuộc (0100112437-001)"
)
PERSONAL_ONLY = _("Mã 12 chữ số chỉ dùng cho hộ kinh doanh và cá nhân; nhập mã 10 chữ số")


@dataclass(frozen=True)
class TaxCode:
    """A tax code as typed, in its one written form (REG-1). `sentence` says what to do if wrong.

    `is_disputable` is true where only the check digit is wrong: then the certificate decides
    (REG-4).
    """

    canonical: str
    is_valid: bool
    is_personal: bool = False
    sentence: str | Promise = ""
    is_disputable: bool = False


def is_personal_number(tax_code: str) -> bool:
    """Whether a code in canonical form is a person's own number, of a household or an expert."""
    return len(tax_code) == 12 and tax_code.isdigit()


def parse_tax_code(text: str, kind: str = OrganizationKind.COMPANY) -> TaxCode:
    """Return the code in canonical form with its verdict (REG-1 to 3).

    Full-width digits, blanks, dots and dashes are accepted. Empty text is valid and empty.
    """
    compact = mst.compact(normalize(text))
    if not compact:
        return TaxCode("", is_valid=True)
    if is_personal_number(compact):
        allowed = kind in PERSONAL_TAX_CODE
        return TaxCode(
            compact, allowed, is_personal=True, sentence="" if allowed else PERSONAL_ONLY
        )
    try:
        return TaxCode(mst.format(mst.validate(compact)), is_valid=True)
    except (InvalidChecksum, InvalidComponent) as error:
        return TaxCode(
            mst.format(compact),
            is_valid=False,
            sentence=WRONG_CHECK_DIGIT,
            is_disputable=isinstance(error, InvalidChecksum),
        )
    except ValidationError:
        return TaxCode(compact, is_valid=False, sentence=WRONG_LENGTH)


# Cases -----------------------------------------------------------------------------------------


def own_case(user: AnyUser, case: Case) -> Obstacle | None:
    """Is it this person's case? A case without account belongs to whoever holds its link."""
    if case.applicant_id is None or _is_applicant(user, case):
        return None
    return NOT_APPLICANT


def edit_case(
    user: AnyUser | None, case: Case, states: Collection[str] = OPEN_TO_APPLICANT
) -> Obstacle | None:
    """May this person type into the case now? None is somebody who holds its key."""
    if user is not None and (obstacle := own_case(user, case)):
        return obstacle
    return None if case.status in states else CLOSED_TO_APPLICANT


def screen_case(user: AnyUser, case: Case) -> Obstacle | None:
    """May this officer work on the case? Never on one's own (REGN-14)."""
    if not has_role(user, *OFFICERS):
        return NOT_STAFF
    return impartial(user, case)


def impartial(user: AnyUser, case: Case) -> Obstacle | None:
    """Nobody decides a case they submitted, nor one of an organization they belong to (REGN-14)."""
    email = user.email.lower() if isinstance(user, User) else ""
    if _is_applicant(user, case) or (email and email == case.email.lower()):
        return OWN_CASE
    if case.organization_id and holds_role(user, case.organization_id):
        return OWN_ORGANIZATION
    return None


def decide_pair(user: AnyUser, pair: DuplicatePair) -> Obstacle | None:
    """Nobody says of an organization they belong to that it is no duplicate (REGN-14)."""
    if obstacle := maintain_registry(user):
        return obstacle
    if holds_role(user, pair.left_id) or holds_role(user, pair.right_id):
        return OWN_ORGANIZATION
    return None


def take_case(user: AnyUser, case: Case) -> Obstacle | None:
    """May this officer become the holder? A held case changes hands by its holder or the lead."""
    if obstacle := screen_case(user, case):
        return obstacle
    return None if case.assignee_id is None else _holds_or_leads(user, case)


def decide_case(user: AnyUser, case: Case) -> Obstacle | None:
    """May this officer decide? The holder or the lead, and never on one's own case (REGN-14)."""
    return screen_case(user, case) or _holds_or_leads(user, case)


def _holds_or_leads(user: AnyUser, case: Case) -> Obstacle | None:
    if case.assignee_id == user.pk or has_role(user, StaffRole.REGISTRY_LEAD):
        return None
    return NOT_HOLDER


def _is_applicant(user: AnyUser, case: Case) -> bool:
    return user.pk is not None and case.applicant_id == user.pk


# Organizations ---------------------------------------------------------------------------------


def maintain_registry(user: AnyUser) -> Obstacle | None:
    """May this person work on the registry's records at all?"""
    return None if has_role(user, *OFFICERS) else NOT_STAFF


def read_registry(user: AnyUser) -> Obstacle | None:
    """May this person see what is not public: unpublished records, contacts, cases?"""
    return None if has_role(user, *INTERNAL_READERS) else NOT_STAFF


def edit_organization(user: AnyUser, organization: Organization) -> Obstacle | None:
    """May this officer change the record? Not of an organization they belong to (REGN-14)."""
    if obstacle := maintain_registry(user):
        return obstacle
    if organization.visibility == Visibility.WITHDRAWN:
        return WITHDRAWN
    return OWN_ORGANIZATION if holds_role(user, organization.pk) else None


def change_fields(
    user: AnyUser, organization: Organization, fields: Iterable[str]
) -> Obstacle | None:
    """May this person change these fields without a case? Owners the free ones (REGN-12)."""
    if may_act_for(user, organization):
        free = all(FIELDS_BY_KEY[key].field_class == FieldClass.FREE for key in fields)
        return None if free else NOT_FREE
    return edit_organization(user, organization)


def confirm_organization(user: AnyUser, organization: Organization) -> Obstacle | None:
    """May this person say that everything is still true? An owner, or an officer on the phone."""
    if may_act_for(user, organization) or has_role(user, *OFFICERS):
        return None
    return NOT_OWNER


def set_raising(user: AnyUser, organization: Organization) -> Obstacle | None:
    """May this person say until when the organization raises money? An owner, or an officer."""
    if may_act_for(user, organization):
        return None
    return edit_organization(user, organization)


def see_profile(user: AnyUser, organization: Organization) -> bool:
    """Is the profile open to this person although it is not public?"""
    return has_role(user, *INTERNAL_READERS) or may_act_for(user, organization)


def may_act_for(user: AnyUser, organization: Organization) -> bool:
    if user.pk is None:
        return False
    return Organization.objects.held_by(user).filter(pk=organization.pk).exists()


def holds_role(user: AnyUser, organization_id: int) -> bool:
    """Whether this person is anything to the organization now."""
    if user.pk is None:
        return False
    return (
        Role.objects.in_force().filter(person__user=user, organization_id=organization_id).exists()
    )


def has_role(user: AnyUser, *roles: str) -> bool:
    return isinstance(user, User) and user.has_role(*roles)
