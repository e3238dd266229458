"""Numbers that are given once: codes of records, cases, reports."""

from django.db import connection, transaction

from .models import NumberSequence


def next_number(name: str) -> int:
    """Return the next number of the sequence `name`, from 1, and keep its row locked until commit.

    A rolled-back transaction gives its number back, so case numbers have no gaps.
    """
    with transaction.atomic():
        NumberSequence.objects.bulk_create([NumberSequence(name=name)], ignore_conflicts=True)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE core_numbersequence SET last = last + 1 WHERE name = %s RETURNING last",
                [name],
            )
            (number,) = cursor.fetchone()
    return number


def raise_to(name: str, number: int) -> None:
    """Make sure that the sequence `name` never gives out `number` or less."""
    NumberSequence.objects.bulk_create([NumberSequence(name=name)], ignore_conflicts=True)
    NumberSequence.objects.filter(name=name, last__lt=number).update(last=number)
