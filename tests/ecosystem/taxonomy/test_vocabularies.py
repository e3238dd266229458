"""Vocabularies and legal documents: what forms offer, what pages may call official."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from ecosystem.taxonomy.choices import Mark
from ecosystem.taxonomy.models import (
    AdministrativeUnit,
    Boundary,
    IndustryCode,
    LegalDocument,
    Sector,
    Stage,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)


def sector(code: str, **fields: object) -> Sector:
    return Sector.objects.create(code=code, name_vi=code, name_en=f"{code} in English", **fields)


def test_retired_term_leaves_forms_and_stays_on_records():  # ADM-7
    retired = sector("cu", valid_to=DAY)

    assert retired not in Sector.objects.active(DAY)
    assert Sector.objects.get(code="cu") == retired


def test_term_is_offered_up_to_the_day_before_it_retires():  # ADM-7
    term = sector("sap-thoi", valid_to=DAY)

    assert term in Sector.objects.active(date(2026, 11, 19))


def test_term_of_the_future_is_not_offered_yet():
    term = sector("tuong-lai", valid_from=date(2027, 1, 1))

    assert term not in Sector.objects.active(DAY)


def test_term_has_the_name_of_the_language():
    term = Sector.objects.get(code="nong-nghiep-cong-nghe-cao")

    assert term.name == "Nông nghiệp công nghệ cao"
    with translation.override("en"):
        assert term.name == "High-tech agriculture"


def test_sectors_sort_as_a_vietnamese_dictionary_does():
    codes = list(
        Sector.objects.filter(
            code__in=["du-lich", "do-thi-thong-minh", "giao-duc", "y-te"]
        ).values_list("name_vi", flat=True)
    )

    assert codes == ["Du lịch", "Đô thị thông minh", "Giáo dục", "Y tế"]


def test_stages_keep_their_order():
    assert Stage.objects.first().name == "Ý tưởng"


def test_only_verified_rows_are_official():
    verified = Sector.objects.get(code="logistics")
    unverified = Sector.objects.get(code="khac")

    assert verified.is_official
    assert not unverified.is_official
    assert verified in Sector.objects.verified()
    assert unverified not in Sector.objects.verified()


def test_industry_code_without_a_compared_name_has_none():
    unverified = IndustryCode.objects.exclude(mark=Mark.VERIFIED)

    assert unverified.exists()
    assert not unverified.exclude(name="").exists()


def test_document_without_a_number_is_called_by_its_subject():
    named = LegalDocument.objects.get(code="nq-24-nq-hdnd")
    unnumbered = LegalDocument.objects.get(code="ke-hoach-dn-cong-nghe-so-2021-2025")

    assert named.title == "Nghị quyết 24/NQ-HĐND"
    assert unnumbered.title.startswith("Kế hoạch phát triển doanh nghiệp công nghệ số")


def test_document_is_in_force_from_its_day():  # SUP-5
    document = LegalDocument.objects.get(code="nq-25-2025-nq-hdnd")

    assert document not in LegalDocument.objects.in_force(date(2025, 12, 31))
    assert document in LegalDocument.objects.in_force(date(2026, 1, 1))


def test_database_refuses_a_code_twice_in_one_system():
    unit = AdministrativeUnit.objects.current().first()
    unit.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        unit.save(force_insert=True)


def test_database_refuses_a_boundary_that_ends_before_it_begins():
    with pytest.raises(IntegrityError), transaction.atomic():
        Boundary.objects.create(
            code="X", name="X", name_en="X", first_day=DAY, last_day=date(2026, 11, 19)
        )


def test_database_refuses_a_term_that_retires_before_it_begins():
    with pytest.raises(IntegrityError), transaction.atomic():
        sector("nguoc", valid_from=DAY, valid_to=DAY)
