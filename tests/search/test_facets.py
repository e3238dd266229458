"""Counts against a brute-force oracle, order, pages, what must not leak."""

from datetime import date, timedelta
from itertools import product
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import corpus
from core.vietnamese import collation_key, fold
from ecosystem.registry.choices import OrganizationKind, Visibility
from ecosystem.registry.models import Organization
from search import actions, selectors
from search.choices import RAISING_NOW, Facet, Sort, Within
from search.engines import Query, engine
from search.engines.days import months_before
from search.engines.text import read_query
from search.selectors import records
from tests.factories import OrganizationFactory

TODAY = date(2026, 11, 20)


@pytest.fixture
def corpus_rows(db):
    corpus.fill(120, seed=7, today=TODAY)
    actions.rebuild()
    return {
        key: record.document
        for key, record in records.read(
            Organization.objects.values_list("pk", flat=True), TODAY
        ).items()
    }


def holds(document, facet, values, day):
    if facet == Facet.RAISING:
        return document.raising_until >= day.toordinal()
    if facet == Facet.CONFIRMED:
        return any(
            document.confirmed >= months_before(day, int(value)).toordinal() for value in values
        )
    return bool(set(document.facets[facet]) & set(values))


def oracle(documents, chosen, word=""):
    def matches(document, without=None):
        return (not word or word in document.text.split()) and all(
            holds(document, facet, values, TODAY)
            for facet, values in chosen.items()
            if facet != without
        )

    counts = {}
    for facet in Facet:
        among = [document for document in documents.values() if matches(document, facet)]
        if facet == Facet.RAISING:
            counts[facet] = {RAISING_NOW: sum(holds(d, facet, (), TODAY) for d in among)}
        elif facet == Facet.CONFIRMED:
            counts[facet] = {
                step: sum(holds(d, facet, (step,), TODAY) for d in among) for step in Within.values
            }
        else:
            values = [value for document in among for value in document.facets[facet]]
            counts[facet] = {value: values.count(value) for value in set(values)}
    return {key for key, document in documents.items() if matches(document)}, counts


def test_counts_agree_with_brute_force(corpus_rows):
    # SRCH-6: each facet counts with all other choices applied
    random = Random(3)
    asked = [{}]
    values = {
        facet: sorted({value for row in corpus_rows.values() for value in row.facets[facet]})
        for facet in (Facet.KIND, Facet.SECTOR, Facet.CLASS, Facet.STAGE, Facet.TECHNOLOGY)
    } | {Facet.RAISING: [RAISING_NOW], Facet.CONFIRMED: Within.values}
    for _turn in range(25):
        facets = random.sample(list(values), random.randint(1, 3))
        asked.append(
            {
                facet: tuple(
                    random.sample(values[facet], min(random.randint(1, 2), len(values[facet])))
                )
                for facet in facets
            }
        )
    for chosen, word in product(asked, ("", "nong")):
        result = engine().search(
            Query(text=read_query(word), chosen=chosen, on=TODAY, limit=200, sort=Sort.NAME)
        )
        keys, counts = oracle(corpus_rows, chosen, word)

        assert set(result.keys) == keys
        assert result.total == len(keys)
        assert {facet: dict(count) for facet, count in result.counts.items()} == counts


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("typed", ["", "cong ty", "điện tử"])
def test_pages_cover_everything_once_and_in_order(corpus_rows, sort, typed):
    # SRCH-7
    query = Query(text=read_query(typed), sort=sort, on=TODAY, limit=1000)
    whole = engine().search(query)
    pages = [
        key
        for offset in range(0, whole.total, 7)
        for key in engine()
        .search(Query(text=read_query(typed), sort=sort, on=TODAY, limit=7, offset=offset))
        .keys
    ]

    assert tuple(pages) == whole.keys
    assert len(set(pages)) == whole.total


def test_equal_hits_stand_in_the_order_of_their_codes(db):
    # SRCH-7: also after edits have moved documents inside the index
    rows = [OrganizationFactory(legal_name="Công ty TNHH Trùng Tên") for _n in range(30)]
    actions.index_all_pending()
    for row in rows[::3]:
        Organization.objects.filter(pk=row.pk).update(version=2)
        actions.index_pending()

    for sort in (Sort.RELEVANCE, Sort.NAME, Sort.CONFIRMED, Sort.NEWEST):
        result = engine().search(Query(text=read_query("trung ten"), sort=sort, limit=30))
        assert result.keys == tuple(row.pk for row in rows), sort


def test_names_sort_as_in_a_dictionary(listed):
    # SRCH-5
    names = ["Ân", "An", "Ăn", "Án", "Bê", "Đa", "Da", "Dạ", "Ê", "E", "Ơ", "Ô", "O", "Ư", "U"]
    listed(*names)

    cards = selectors.find(Query(sort=Sort.NAME)).cards

    assert [card.name for card in cards] == sorted(names, key=collation_key)
    assert [card.name for card in cards][:4] == ["An", "Án", "Ăn", "Ân"]


@pytest.mark.parametrize("hide", ["hidden", "unpublished", "merged", "deleted"])
def test_what_was_hidden_leaks_nowhere_even_before_the_index_knows(listed, client, hide):
    # SRCH-6
    stays = listed("Công ty TNHH Ở Lại")
    goes = listed("Công ty TNHH Bí Mật", kind=OrganizationKind.FUND)
    if hide == "merged":
        Organization.objects.filter(pk=goes.pk).update(merged_into=stays)
    elif hide == "deleted":
        goes.names.all().delete()
        goes.listings.all().delete()
        goes.delete()
    else:
        Organization.objects.filter(pk=goes.pk).update(visibility=Visibility(hide))

    for indexed in (False, True):
        if indexed:
            actions.index_all_pending()
        answer = selectors.find(Query())
        assert answer.total == 1
        assert [card.name for card in answer.cards] == ["Công ty TNHH Ở Lại"]
        assert OrganizationKind.FUND not in answer.counts[Facet.KIND]
        page = client.get("/danh-ba/", {"q": "bi mat"}).content.decode()
        assert "Bí Mật" not in page
        assert client.get("/danh-ba/", {"q": goes.code}).status_code == 200


def test_page_asks_as_often_for_one_as_for_many(db, client):
    # SRCH-14
    def queries():
        client.get("/danh-ba/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/danh-ba/").status_code == 200
        return len(asked)

    corpus.fill(1)
    actions.rebuild()
    actions.index_all_pending()
    few = queries()
    corpus.fill(300)
    actions.rebuild()
    actions.index_all_pending()

    assert queries() == few <= 3


def test_records_are_read_in_a_fixed_number_of_queries(db):
    corpus.fill(40)
    keys = list(Organization.objects.values_list("pk", flat=True))
    records.read(keys[:1])
    with CaptureQueriesContext(connection) as one:
        records.read(keys[:1])
    with CaptureQueriesContext(connection) as forty:
        records.read(keys)

    assert len(forty) == len(one)


def test_class_that_ends_with_the_day_leaves_by_itself(db, monkeypatch):
    import time_machine

    from ecosystem.classification.models import Classification, SchemeClass
    from tests.factories import UserFactory

    klass = SchemeClass.objects.get(scheme__code="DTF", code="DIGITAL")
    with time_machine.travel("2026-11-20 03:00:00+00:00"):
        organization = OrganizationFactory()
        Classification.objects.create(
            organization=organization,
            scheme_class=klass,
            valid_from=date(2026, 1, 1),
            valid_to=TODAY + timedelta(days=1),
            decided_on=date(2026, 1, 1),
            decided_by=UserFactory(),
        )
        actions.index_all_pending()
        assert selectors.find(Query(on=TODAY)).counts[Facet.CLASS] == {"DTF.DIGITAL": 1}

    with time_machine.travel("2026-11-21 03:00:00+00:00"):
        actions.index_all_pending()
        assert selectors.find(Query(on=TODAY)).counts[Facet.CLASS] == {}


def test_folded_names_are_what_the_oracle_thinks():
    assert fold("Điện tử Đức Huệ") == "dien tu duc hue"
