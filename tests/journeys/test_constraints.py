"""What the database itself promises: each named constraint refuses the row it is there for."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from core.temporal import TemporalRow
from ecosystem.classification.models import Classification, SchemeClass
from ecosystem.innovation_index.choices import ReportState
from ecosystem.innovation_index.models import (
    Framework,
    Group,
    IndicatorVersion,
    Pillar,
    PublishedResult,
)
from ecosystem.registry.choices import CaseStatus
from ecosystem.registry.models import (
    Address,
    Evidence,
    Listing,
    Name,
    Role,
    SectorAssignment,
)
from ecosystem.targets.models import Target
from ecosystem.taxonomy.models import (
    AdministrativeUnit,
    Boundary,
    IndustryCode,
    LegalDocument,
    Sector,
    Stage,
    Technology,
    UnitChange,
)
from tests.factories import (
    EvidenceFactory,
    OrganizationFactory,
    RoleFactory,
)

from .rows import (
    EARLY,
    LATE,
    NOON,
    Break,
    again,
    by_drafter,
    case,
    changed,
    check,
    classification,
    decision,
    fact,
    funding_round,
    itself,
    listing,
    name,
    own_investor,
    own_proposal,
    pair,
    report,
    saved_search,
    seat,
    sector_row,
    snapshot,
    stored_file,
    turned_pair,
    twice,
    two_consents,
    two_drafts,
    two_proposals,
    two_restatements,
    two_taxed,
    two_users,
)

pytestmark = pytest.mark.django_db

ROOMS = ("core", "accounts", "ecosystem", "search", "home", "config")


BREAKS: dict[str, Break] = {
    # core, accounts
    "stored_file_not_empty": lambda: changed(stored_file(), size=0),
    "stored_file_sha256_hex": lambda: changed(stored_file(), sha256="G" * 64),
    "user_email_once": two_users,
    "consent_once_per_purpose": two_consents,
    # taxonomy
    "unit_code_once_per_system": twice(AdministrativeUnit),
    "unit_change_once": twice(UnitChange),
    "industry_once_per_version": twice(IndustryCode),
    "boundary_days_in_order": lambda: changed(
        Boundary.objects.first(), first_day=LATE, last_day=EARLY
    ),
    "legal_document_force_in_order": lambda: changed(
        LegalDocument.objects.first(), in_force_from=LATE, in_force_to=EARLY
    ),
    "sector_valid_order": lambda: changed(Sector.objects.first(), valid_from=LATE, valid_to=EARLY),
    "technology_valid_order": lambda: changed(
        Technology.objects.first(), valid_from=LATE, valid_to=EARLY
    ),
    "stage_valid_order": lambda: changed(Stage.objects.first(), valid_from=LATE, valid_to=EARLY),
    # registry
    "organization_tax_code_once_among_live": two_taxed,
    "organization_tax_code_not_empty": lambda: OrganizationFactory(tax_code=""),
    "organization_not_its_own_head_office": itself("head_office"),
    "organization_not_merged_into_itself": itself("merged_into"),
    "address_one_open_seat": lambda: again(seat()),
    "sector_once_per_organization": lambda: again(sector_row()),
    "listing_one_open": lambda: again(listing()),
    "role_once": lambda: again(RoleFactory()),
    "case_one_draft_per_email_and_kind": lambda: two_drafts(email="chu@example.test"),
    "case_one_draft_per_phone_and_kind": lambda: two_drafts(phone="0900000012"),
    "case_submitted_has_moment": lambda: case(status=CaseStatus.SUBMITTED),
    "case_refused_has_code": lambda: case(status=CaseStatus.REFUSED, submitted_at=NOON),
    "case_duplicate_names_the_record": lambda: case(status=CaseStatus.DUPLICATE, submitted_at=NOON),
    "field_decision_one_open": lambda: again(decision()),
    "check_item_once": lambda: again(check()),
    "evidence_ends_after_it_begins": lambda: changed(
        EvidenceFactory(), issued_on=LATE, valid_until=EARLY
    ),
    "evidence_checked_by_somebody": lambda: changed(EvidenceFactory(), checked_at=NOON),
    "fact_once_per_period": lambda: again(fact()),
    "funding_round_once_per_reference": lambda: again(funding_round()),
    "funding_round_reference_not_empty": lambda: changed(funding_round(), reference=""),
    "funding_round_amount_positive": lambda: changed(funding_round(), amount_vnd=0),
    "funding_round_investor_is_another": own_investor,
    "funding_round_recorded_order": lambda: changed(
        funding_round(), recorded_at=NOON, recorded_until=NOON - timedelta(days=1)
    ),
    "duplicate_pair_once": lambda: again(pair()),
    "duplicate_pair_ordered": turned_pair,
    # classification, targets
    "class_once_per_scheme": twice(SchemeClass),
    "proposal_one_open": two_proposals,
    "proposal_two_officers": own_proposal,
    "classification_one_open": lambda: again(classification()),
    "target_superseded_names_successor": lambda: changed(
        Target.objects.filter(superseded_by=None).first(), state="superseded"
    ),
    "snapshot_sha256_hex": lambda: snapshot(sha256="x"),
    "restatement_once_per_organization": two_restatements,
    # innovation_index
    "framework_once_a_year": twice(Framework),
    "framework_coverage_is_a_share": lambda: changed(Framework.objects.first(), least_coverage=2),
    "pillar_once": twice(Pillar),
    "group_once_per_pillar": twice(Group),
    "indicator_once_per_group": twice(IndicatorVersion),
    "result_once_per_area": twice(PublishedResult),
    "report_published_has_number_and_file": lambda: changed(
        report(), status=ReportState.PUBLISHED, number="BC-2026-900001"
    ),
    "report_number_only_when_published": lambda: changed(report(), number="BC-2026-900001"),
    "report_checked_by_another": by_drafter("checked_by"),
    "report_approved_by_another": by_drafter("approved_by"),
    "search_savedsearch_question_once": lambda: again(saved_search()),
    "search_savedsearch_has_name": lambda: changed(saved_search(), name=""),
    "search_savedsearch_frequency": lambda: changed(saved_search(), frequency="hourly"),
    "search_savedsearch_mark": lambda: changed(saved_search(), seen_change=-1),
    "search_savedsearch_told_after_saving": lambda: changed(
        saved_search(), told_at=datetime(2020, 1, 1, tzinfo=UTC)
    ),
}
ROWS: dict[type[TemporalRow], Callable[[], models.Model]] = {
    Name: name,
    Address: seat,
    SectorAssignment: sector_row,
    Listing: listing,
    Role: RoleFactory,
    Classification: classification,
}


def backwards(make: Callable[[], models.Model], first: str, end: str, *days: object) -> Break:
    return lambda: changed(make(), **{first: days[1], end: days[0]})


for _model, _make in ROWS.items():
    _stem = f"{_model._meta.app_label}_{_model._meta.model_name}"
    BREAKS[f"{_stem}_valid_order"] = backwards(_make, "valid_from", "valid_to", EARLY, LATE)
    BREAKS[f"{_stem}_recorded_order"] = backwards(
        _make, "recorded_at", "recorded_until", datetime(2024, 1, 1, tzinfo=UTC), NOON
    )


def constraints() -> dict[str, models.BaseConstraint]:
    return {
        constraint.name: constraint
        for model in apps.get_models()
        if model.__module__.partition(".")[0] in ROOMS
        for constraint in model._meta.constraints
    }


def test_each_constraint_has_a_row_that_it_refuses():
    assert sorted(BREAKS) == sorted(constraints())


@pytest.mark.parametrize("constraint", sorted(BREAKS))
def test_database_refuses(constraint):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREAKS[constraint]()

    promise, sentence = constraints()[constraint], str(refused.value)
    if connection.vendor == "sqlite" and isinstance(promise, models.UniqueConstraint):
        # SQLite names the columns of a broken unique index, not the index.
        assert sentence.startswith("UNIQUE constraint failed")
        assert constraint in sentence or all(f".{name}" in sentence for name in promise.fields)
    else:
        assert constraint in sentence


def test_evidence_without_an_end_and_a_closed_row_break_nothing():
    """The other side of the promises: what is allowed stays allowed."""
    EvidenceFactory(valid_until=None)
    old = seat()
    changed(old, valid_to=LATE, recorded_until=None)
    again(old, valid_from=LATE, valid_to=None)
    assert Evidence.objects.count() == 1
    assert Address.objects.filter(organization=old.organization).count() == 2
