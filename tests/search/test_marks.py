"""Every way of writing a record leaves a mark; a mark goes only when the index has the change."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from ecosystem.classification.models import Classification, SchemeClass
from ecosystem.registry.choices import FactKind
from ecosystem.registry.models import (
    Address,
    Confirmation,
    Fact,
    Listing,
    Name,
    Organization,
    Product,
    SectorAssignment,
)
from ecosystem.taxonomy.models import Sector, Stage, Technology
from search import actions, selectors
from search.engines import EngineError, Query, engine
from search.models import Card, PendingRecord, triggers
from tests.factories import OrganizationFactory, UserFactory, commune

DAY = date(2026, 1, 5)


@pytest.fixture
def quiet(db):
    """An organization that the index knows, with nothing waiting."""
    organization = OrganizationFactory()
    Product.objects.create(organization=organization, name="Cân điện tử")
    SectorAssignment.objects.create(
        organization=organization, sector=Sector.objects.first(), valid_from=DAY
    )
    PendingRecord.objects.all().delete()
    return organization


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


WAYS = {
    "save": lambda o: o.save(),
    "update": lambda o: Organization.objects.filter(pk=o.pk).update(website="https://a.example"),
    "bulk_update": lambda o: Organization.objects.bulk_update([o], ["website"]),
    "sql": lambda o: sql("UPDATE registry_organization SET website = '' WHERE id = %s", o.pk),
    "upsert": lambda o: Product.objects.bulk_create(
        [Product(organization=o, name="Mới")], ignore_conflicts=True
    ),
    "name": lambda o: Name.objects.create(organization=o, text="A", folded="a", valid_from=DAY),
    "bulk_create": lambda o: Name.objects.bulk_create(
        [Name(organization=o, text="A", folded="a", valid_from=DAY)]
    ),
    "address": lambda o: Address.objects.create(
        organization=o, text="Ấp 1", unit=commune(), valid_from=DAY
    ),
    "sector": lambda o: SectorAssignment.objects.create(
        organization=o, sector=Sector.objects.last(), valid_from=DAY
    ),
    "listing": lambda o: Listing.objects.filter(organization=o).update(valid_to=DAY.replace(2027)),
    "product": lambda o: o.products.all().delete(),
    "fact": lambda o: Fact.objects.create(
        organization=o, kind=FactKind.STAFF, value=3, unit="người", period="2026"
    ),
    "confirmation": lambda o: Confirmation.objects.create(organization=o, day=DAY),
    "technology": lambda o: o.technologies.add(Technology.objects.first()),
    "classification": lambda o: Classification.objects.create(
        organization=o,
        scheme_class=SchemeClass.objects.get(scheme__code="DTF", code="DIGITAL"),
        valid_from=DAY,
        decided_on=DAY,
        decided_by=UserFactory(),
    ),
    "renamed sector": lambda o: Sector.objects.filter(assignments__organization=o).update(
        name_vi="Tên mới"
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_writing_leaves_one_mark(quiet, way):
    WAYS[way](quiet)

    assert [mark.organization_id for mark in PendingRecord.objects.all()] == [quiet.pk]


def test_cascade_and_deletion_leave_a_mark(quiet):
    key = quiet.pk
    quiet.names.all().delete()
    quiet.listings.all().delete()
    quiet.sector_rows.all().delete()
    PendingRecord.objects.all().delete()

    quiet.delete()

    assert [mark.organization_id for mark in PendingRecord.objects.all()] == [key]


def test_moving_a_row_marks_both_records(quiet):
    other = OrganizationFactory()
    PendingRecord.objects.all().delete()

    Product.objects.filter(organization=quiet).update(organization=other)

    marked = set(PendingRecord.objects.values_list("organization_id", flat=True))
    assert marked == {quiet.pk, other.pk}


def test_what_is_rolled_back_leaves_no_mark(quiet):
    with transaction.atomic():
        quiet.save()
        transaction.set_rollback(True)

    assert not PendingRecord.objects.exists()


def test_what_nobody_sees_of_a_vocabulary_leaves_no_mark(quiet):
    Sector.objects.filter(assignments__organization=quiet).update(position=7)
    Stage.objects.update(name_vi="Giai đoạn khác")

    assert not PendingRecord.objects.exists()


def test_triggers_can_be_installed_again(quiet):
    triggers.install()
    triggers.install()

    quiet.save()

    assert PendingRecord.objects.count() == 1


def test_first_mark_keeps_its_time_and_later_ones_change_the_stamp(quiet):
    quiet.save()
    first = PendingRecord.objects.get()
    quiet.save()
    second = PendingRecord.objects.get()

    assert second.marked_at == first.marked_at
    assert second.stamp != first.stamp


def test_change_during_indexing_keeps_its_mark(quiet, monkeypatch):
    quiet.save()
    read = actions.indexing.records.read

    def read_and_change(keys):
        found = read(keys)
        Organization.objects.filter(pk=quiet.pk).update(legal_name="Tên mới hơn")
        return found

    monkeypatch.setattr(actions.indexing.records, "read", read_and_change)
    actions.rebuild()
    actions.index_pending()
    assert PendingRecord.objects.count() == 1

    monkeypatch.undo()
    actions.index_pending()
    assert not PendingRecord.objects.exists()
    assert Card.objects.get(pk=quiet.pk).data["vi"]["name"] == "Tên mới hơn"


def test_cards_equal_a_fresh_build(listed):
    listed("Công ty TNHH Một", "Hợp tác xã Hai", seat=None)

    found = selectors.compare_with_database()

    assert found.agrees
    assert found.pending == 0


def test_comparison_names_what_differs(listed):
    first, second = listed("Công ty TNHH Một", "Công ty TNHH Hai")
    Card.objects.filter(pk=first.pk).update(data={})
    Organization.objects.filter(pk=second.pk).update(visibility="hidden")
    PendingRecord.objects.all().delete()

    found = selectors.compare_with_database()

    assert found.stale_cards == {first.pk}
    assert found.superfluous == {second.pk}


# When something fails ----------------------------------------------------------------------------


def break_index(folder):
    """The folder is a file now: nothing can be read or written."""
    folder.rename(folder.with_name("away"))
    folder.write_text("")


def mend_index(folder):
    folder.unlink()
    folder.with_name("away").rename(folder)


def test_dead_index_loses_nothing(listed, index_folder):
    # SRCH-F1
    organization = listed("Công ty TNHH Một")
    break_index(index_folder)
    Organization.objects.filter(pk=organization.pk).update(legal_name="Công ty TNHH Đổi tên")

    with pytest.raises(EngineError):
        actions.index_pending()

    assert PendingRecord.objects.count() == 1
    mend_index(index_folder)
    actions.index_pending()
    assert not PendingRecord.objects.exists()
    assert selectors.find(Query()).cards[0].name == "Công ty TNHH Đổi tên"


def test_damaged_generation_leaves_the_reason_on_the_marks(listed, index_folder):
    organization = listed("Công ty TNHH Một")
    generation = index_folder / (index_folder / "current").read_text()
    (generation / "meta.json").write_text("{")
    organization.save()

    with pytest.raises(EngineError):
        actions.index_pending()

    mark = PendingRecord.objects.get()
    assert mark.attempts == 1
    assert mark.last_error
    assert selectors.status().error
    actions.rebuild()
    assert actions.index_pending().sent == 1


def test_page_answers_from_the_database_and_says_so(listed, index_folder, client):
    # SRCH-F1
    listed("Công ty TNHH Nông nghiệp Gò Dầu", "Công ty Cổ phần Điện tử")
    break_index(index_folder)

    page = client.get("/danh-ba/", {"q": "nong nghiep"})

    assert page.status_code == 200
    assert "Chỉ mục tạm ngừng" in page.content.decode()
    assert page.context["answer"].total == 1
    mend_index(index_folder)


def test_page_says_since_when_the_index_is_behind(listed, client):
    # SRCH-F1
    organization = listed("Công ty TNHH Một")
    organization.save()
    PendingRecord.objects.update(marked_at="2026-11-20T02:40:00Z")

    page = client.get("/danh-ba/").content.decode()

    assert "Chỉ mục chậm từ 09:40 20/11/2026" in page


def test_failed_rebuild_leaves_the_old_index_in_use(listed, monkeypatch):
    listed("Công ty TNHH Một")

    def fail(*_args):
        raise OSError("disk full")

    monkeypatch.setattr("search.engines.tantivy._tantivy_document", fail)
    with pytest.raises(EngineError, match="disk full"):
        actions.rebuild()

    assert selectors.find(Query()).total == 1
    assert not selectors.find(Query()).from_database


def test_rebuild_switches_and_keeps_few_generations(listed, index_folder):
    listed("Công ty TNHH Một")
    for _turn in range(3):
        actions.rebuild()

    assert len(list(index_folder.glob("v*"))) == 2
    assert selectors.find(Query()).total == 1


def test_another_reader_sees_each_commit(listed, index_folder):
    reader = type(engine())(str(index_folder))
    listed("Công ty TNHH Một")
    assert reader.search(Query()).total == 1
    listed("Công ty TNHH Hai")
    assert reader.search(Query()).total == 2


def test_command_speaks_and_answers_with_its_exit_status(listed, capsys):
    listed("Công ty TNHH Một")

    call_command("index", "rebuild")
    call_command("index", "update", "--json")
    call_command("index", "check")
    call_command("index", "status", "--json")
    call_command("index", "update", "--watch", "--rounds", "1")

    said = capsys.readouterr().out
    assert "Đã dựng lại chỉ mục: 1 tổ chức." in said
    assert '"documents": 1' in said


def test_command_fails_when_there_is_no_index(db):
    with pytest.raises(SystemExit) as exit_:
        call_command("index", "check")

    assert exit_.value.code == 1


def test_watch_survives_a_dead_engine(listed, index_folder, monkeypatch):
    organization = listed("Công ty TNHH Một")
    organization.save()
    break_index(index_folder)
    monkeypatch.setattr("search.management.commands.index.POLL_SECONDS", 0.01)

    call_command("index", "update", "--watch", "--rounds", "3")

    assert PendingRecord.objects.count() == 1
    mend_index(index_folder)
