"""Rows with which a promise of the database is broken, and the small hands that break it."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from django.db import models

from accounts.models import Consent, User
from core.models import StoredFile
from ecosystem.classification.models import Classification, Proposal, SchemeClass
from ecosystem.innovation_index.models import (
    Report,
)
from ecosystem.registry.models import (
    Address,
    Case,
    CheckListItem,
    DuplicatePair,
    Fact,
    FieldDecision,
    FundingRound,
    Listing,
    Name,
    Organization,
    SectorAssignment,
)
from ecosystem.targets.models import Restatement, Snapshot, Target
from ecosystem.taxonomy.models import (
    Boundary,
    Sector,
)
from search.models import SavedSearch
from tests.factories import (
    OrganizationFactory,
    UserFactory,
    commune,
)

EARLY, LATE = date(2024, 1, 1), date(2025, 1, 1)
NOON = datetime(2025, 1, 1, 5, tzinfo=UTC)
Break = Callable[[], object]


def again(row: models.Model, **fields: object) -> None:
    """Insert the row a second time."""
    row.pk = None
    row._state.adding = True
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def twice(model: type[models.Model]) -> Break:
    """A row of the province's data, inserted a second time."""
    return lambda: again(model.objects.first())


def changed(row: models.Model, **fields: object) -> None:
    type(row).objects.filter(pk=row.pk).update(**fields)


def stored_file() -> StoredFile:
    return StoredFile.objects.create(
        name="a.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        path="a",
        uploaded_at=NOON,
    )


def case(number: str = "DK-2026-800001", **fields: object) -> Case:
    values = {"kind": "register", "organization_kind": "company", "access_key_hash": number}
    return Case.objects.create(number=number, **{**values, **fields})


def digital() -> SchemeClass:
    return SchemeClass.objects.get(scheme__code="DTF", code="DIGITAL")


def proposal(number: str = "PL-1", organization: Organization | None = None) -> Proposal:
    return Proposal.objects.create(
        number=number,
        organization=organization or OrganizationFactory(),
        scheme_class=digital(),
        valid_from=EARLY,
        reason="Thử",
        proposed_by=UserFactory(),
    )


def classification() -> Classification:
    return Classification.objects.create(
        organization=OrganizationFactory(),
        scheme_class=digital(),
        valid_from=EARLY,
        decided_on=EARLY,
        decided_by=UserFactory(),
    )


def saved_search() -> SavedSearch:
    return SavedSearch.objects.create(
        owner=UserFactory(), name="Một", asked={}, fingerprint="0", ends_on=LATE
    )


def report() -> Report:
    return Report.objects.create(
        title="Thử",
        boundary=Boundary.objects.first(),
        on_date=EARLY,
        known_at=NOON,
        drafted_by=UserFactory(),
    )


def snapshot(**fields: object) -> Snapshot:
    values = {
        "code": "SN-1",
        "target": Target.objects.first(),
        "scheme_class": digital(),
        "boundary": Boundary.objects.first(),
        "on_date": EARLY,
        "known_at": NOON,
        "number": 1,
        "definition_version": 1,
        "sha256": "0" * 64,
        "made_at": NOON,
    }
    return Snapshot.objects.create(**{**values, **fields})


def seat() -> Address:
    return OrganizationFactory(seat=commune()).addresses.get()


def sector_row() -> SectorAssignment:
    return SectorAssignment.objects.create(
        organization=OrganizationFactory(), sector=Sector.objects.first(), valid_from=EARLY
    )


def listing() -> Listing:
    return OrganizationFactory().listings.get()


def name() -> Name:
    return OrganizationFactory().names.get()


def two_taxed() -> None:
    OrganizationFactory(tax_code="0100112437")
    OrganizationFactory(tax_code="0100112437")


def two_drafts(**fields: object) -> None:
    case(**fields)
    case("DK-2026-800002", **fields)


def two_proposals() -> None:
    proposal("PL-2", proposal().organization)


def own_proposal() -> None:
    row = proposal()
    changed(row, status="in_force", decided_by=row.proposed_by)


def itself(field: str) -> Break:
    def point() -> None:
        row = OrganizationFactory()
        changed(row, **{field: row.pk})

    return point


def by_drafter(field: str) -> Break:
    def sign() -> None:
        row = report()
        changed(row, **{field: row.drafted_by})

    return sign


def decision() -> FieldDecision:
    return FieldDecision.objects.create(
        case=case(), field="street", decision="accept", by=UserFactory()
    )


def check() -> CheckListItem:
    return CheckListItem.objects.create(
        case=case(), item="identity", answer="yes", by=UserFactory()
    )


def fact() -> Fact:
    return Fact.objects.create(
        organization=OrganizationFactory(), kind="staff", value=3, unit="người", period="2025"
    )


def funding_round() -> FundingRound:
    return FundingRound.objects.create(
        organization=OrganizationFactory(),
        reference="TV-1",
        closed_on=EARLY,
        instrument="equity",
        amount_band="1b_5b",
    )


def own_investor() -> None:
    row = funding_round()
    changed(row, investor_organization=row.organization)


def pair() -> DuplicatePair:
    left, right = OrganizationFactory(), OrganizationFactory()
    return DuplicatePair.objects.create(left=left, right=right)


def turned_pair() -> None:
    row = pair()
    changed(row, left=row.right, right=row.left)


def two_restatements() -> None:
    row = Restatement.objects.create(
        snapshot=snapshot(),
        organization_code="TN-000001",
        organization_name="A",
        direction="in",
        reason="late",
    )
    again(row)


def two_users() -> None:
    User.objects.create(email="mot@example.test")
    User.objects.create(email="MOT@example.test")


def two_consents() -> None:
    again(
        Consent.objects.create(subject_key="TN-000001", purpose="public_listing", text_version="1")
    )
