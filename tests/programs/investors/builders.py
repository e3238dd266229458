"""Investors, firms and introductions for tests, made by the actions that the product uses."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.choices import Purpose
from accounts.choices import Role as StaffRole
from accounts.models import Consent, User
from core import files
from core.models import StoredFile
from ecosystem.registry.models import Organization, Person, Role, SectorAssignment
from ecosystem.taxonomy.models import Sector, Stage
from programs.investors.actions import accounts, firms, introductions, mandates
from programs.investors.choices import PROOFS_OF_KIND, InvestorKind, Side
from programs.investors.models import Introduction, InvestorAccount
from tests.factories import OrganizationFactory, RoleFactory, UserFactory, commune

WHY = "Chúng tôi tìm hai đội làm truy xuất cho trái cây xuất khẩu."
BILLION = 10**9


def officer() -> User:
    return UserFactory(roles=[StaffRole.INVESTMENT_OFFICER])


def sector(place: int = 0) -> Sector:
    return Sector.objects.order_by("code")[place]


def stage(place: int = 1) -> Stage:
    return Stage.objects.order_by("position", "code")[place]


def picture(name: str = "giay-to.png") -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "white").save(drawn, "PNG")
    return SimpleUploadedFile(name, drawn.getvalue(), content_type="image/png")


def stored(by: User | None = None) -> StoredFile:
    return files.store(picture(), by=by)


def requested(
    kind: str = InvestorKind.COMPANY, *, by: User | None = None, name: str = "Quỹ Hạt Giống Mẫu"
) -> InvestorAccount:
    by = by or UserFactory()
    return accounts.request_account(
        kind,
        name,
        by=by,
        contact_name="Ngô Thị Liên Hệ",
        contact_email="bi-mat@quy.example",
        contact_phone="0911222333",
        contributors=5 if kind == InvestorKind.STARTUP_FUND else None,
    )


def prove(account: InvestorAccount, by: User) -> None:
    """Hand in and check every paper that this kind needs."""
    member = account.requested_by
    for kind in PROOFS_OF_KIND[account.kind]:
        proof = accounts.add_proof(account, kind, stored(member), by=member)
        accounts.check_proof(proof, by=by)


def investor(**kwargs) -> InvestorAccount:
    """A verified investor."""
    account, by = requested(**kwargs), officer()
    prove(account, by)
    accounts.check(account, by=by)
    return accounts.activate(account, by=by)


def want(account: InvestorAccount, **changes) -> None:
    """Give the investor a mandate that suits `firm()`."""
    values = {
        "sectors": [sector()],
        "stages": [stage()],
        "ticket_min": Decimal(500_000_000),
        "ticket_max": Decimal(3 * BILLION),
        "capital_until": timezone.localdate() + timedelta(days=200),
    }
    wanted = mandates.Wanted(**{**values, **changes})
    mandates.save_mandate(account, wanted, by=account.requested_by)


def firm(*, owner: User | None = None, raising: bool = True, **fields) -> Organization:
    """A listed firm with an owner who can sign in, a contact, a sector and a stage."""
    today = timezone.localdate()
    organization = OrganizationFactory(
        seat=commune(), **{"last_confirmed_on": today, "stage": stage(), **fields}
    )
    owner = owner or UserFactory()
    person, _made = Person.objects.get_or_create(
        user=owner,
        defaults={"full_name": owner.full_name, "email": owner.email, "phone": "0988777666"},
    )
    RoleFactory(person=person, organization=organization)
    SectorAssignment.objects.create(
        organization=organization, sector=sector(), valid_from=date(2024, 1, 1), is_main=True
    )
    if raising:
        raise_money(organization)
    return organization


def share(organization: Organization) -> None:
    Consent.objects.get_or_create(
        subject_key=organization.code,
        purpose=Purpose.INVESTOR_SHARING,
        withdrawn_at=None,
        defaults={"text_version": "2026-11"},
    )


def owner_of(organization: Organization) -> User:
    role = Role.objects.filter(organization=organization, may_act=True).first()
    return role.person.user


def raise_money(organization: Organization, amount: int = 2 * BILLION, days: int = 90):
    return firms.open_call(
        organization,
        amount_vnd=Decimal(amount),
        purpose="Mở rộng xưởng",
        ends_on=timezone.localdate() + timedelta(days=days),
        agrees_to_share=True,
        by=owner_of(organization),
    )


def asked(
    account: InvestorAccount | None = None,
    organization: Organization | None = None,
    side: Side = Side.INVESTOR,
    **kwargs,
) -> Introduction:
    account, organization = account or investor(), organization or firm()
    by = account.requested_by if side == Side.INVESTOR else owner_of(organization)
    return introductions.ask(account, organization, side=side, why=WHY, by=by, **kwargs)


def answerer(introduction: Introduction) -> User:
    if introduction.asked_side == Side.INVESTOR:
        return owner_of(introduction.organization)
    return introduction.account.requested_by


def released(**kwargs) -> Introduction:
    introduction = asked(**kwargs)
    return introductions.accept(introduction, by=answerer(introduction))
