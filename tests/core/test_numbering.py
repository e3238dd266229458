"""Numbers are given once, without gaps."""

import threading

import pytest
from django.db import connection, transaction

from core.numbering import next_number, raise_to


@pytest.mark.django_db
def test_numbers_follow_each_other_and_each_name_has_its_own():
    assert [next_number("a"), next_number("a"), next_number("b")] == [1, 2, 1]


@pytest.mark.django_db
def test_a_rolled_back_number_is_given_again():
    next_number("case")
    with transaction.atomic():
        next_number("case")
        transaction.set_rollback(True)

    assert next_number("case") == 2


@pytest.mark.django_db
def test_raising_never_lowers():
    raise_to("codes", 40)
    raise_to("codes", 7)

    assert next_number("codes") == 41


@pytest.mark.django_db(transaction=True)
def test_two_at_once_never_get_the_same_number():
    given: list[int] = []

    def take() -> None:
        for _turn in range(10):
            given.append(next_number("race"))
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(given) == list(range(1, 31))
