"""What a saved search takes for an answer is what the engine takes for one."""

from datetime import date
from random import Random

import pytest

from bench import corpus
from ecosystem.registry.models import Organization
from search import actions
from search.choices import RAISING_NOW, Facet, Watched, Within
from search.engines import Query, engine
from search.engines.text import read_query
from search.selectors import records, watching

TODAY = date(2026, 11, 20)
TYPED = ["", "cong ty", "nông nghiệp", "cntt", "cong nghe thong tin", "go dau", "tnhh phan mem"]


@pytest.fixture
def states(db):
    corpus.fill(120, seed=11, today=TODAY)
    actions.rebuild()
    keys = Organization.objects.values_list("pk", flat=True)
    return {key: watching.known(record.state) for key, record in records.read(keys, TODAY).items()}


def test_matcher_and_engine_find_the_same(states):
    # SRCH-9: told of exactly what the directory would show
    random = Random(5)
    values = {
        facet: sorted({value for row in states.values() for value in row.facets[facet.value]})
        for facet in (Facet.KIND, Facet.SECTOR, Facet.CLASS, Facet.COMMUNE)
    } | {Facet.RAISING: [RAISING_NOW], Facet.CONFIRMED: Within.values}
    found = 0
    for _turn in range(60):
        facets = random.sample(list(values), random.randint(0, 2))
        query = Query(
            text=read_query(random.choice(TYPED)),
            chosen={
                facet: tuple(random.sample(values[facet], min(2, len(values[facet]))))
                for facet in facets
                if values[facet]
            },
            on=TODAY,
            literal=random.random() < 0.3,
            limit=200,
        )
        matches = watching.matcher(query)
        mine = {key for key, state in states.items() if matches(state)}
        assert mine == set(engine().search(query).keys), query
        found += len(mine)

    assert found > 100


def test_a_change_is_called_by_its_field(states):
    state = dict(next(iter(states.values())).state)
    other = {**state, "name": "khac", "facets": {**state["facets"], "sector": ["KHAC"]}}

    assert watching.changed_fields(state, other) == (Watched.NAME, Watched.SECTOR)
    assert watching.changed_fields(state, {**state, "confirmed": 1}) == ()
