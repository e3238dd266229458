"""A file of five thousand rows costs the same few queries for each five hundred (IOP-6)."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import sheets
from ecosystem.registry.actions import imports as actions
from ecosystem.registry.policies import parse_tax_code
from ecosystem.registry.selectors import imports

pytestmark = pytest.mark.django_db

SYLLABLES = ["An", "Bình", "Cao", "Đông", "Giang", "Hải", "Khánh", "Lâm", "Minh", "Ngọc", "Phúc"]


def table(first: int, count: int) -> sheets.Sheet:
    """Return rows of invented firms."""
    chance = random.Random(first)
    lines = ["MST,Tên,Địa chỉ,Tình trạng,Mã ngành,Điện thoại"]
    number = first
    while len(lines) <= count:
        number += 1
        code = next((c for c in _codes(number) if parse_tax_code(c).is_valid), "")
        if code:
            words = " ".join(chance.choices(SYLLABLES, k=4))
            lines.append(
                f'{code},Công ty TNHH {words} {number},"Ấp {number}, Phường Gò Dầu, Tỉnh Tây Ninh"'
                f",Đang hoạt động,6201,0900{number:06}"
            )
    return sheets.read("\n".join(lines).encode())


def _codes(number: int) -> list[str]:
    return [f"98{number:07}{digit}" for digit in range(10)]


def test_queries_grow_by_a_fixed_number_for_each_five_hundred_rows():
    def queries(first: int, count: int) -> tuple[int, int]:
        sheet = table(first, count)
        with CaptureQueriesContext(connection) as asked:
            plan = imports.plan(sheet)
        with CaptureQueriesContext(connection) as written:
            batch = actions.commit(plan, by=None, file_name="lon.csv")
        assert batch.created == count
        analyzed = [query for query in written if query["sql"] == "ANALYZE"]
        assert len(analyzed) == (count > actions.MANY_ROWS)
        return len(asked), len(written) - len(analyzed)

    few_asked, few_written = queries(0, 500)
    many_asked, many_written = queries(100_000, 5000)

    assert many_asked <= 10 * few_asked
    assert many_written <= 10 * few_written
