"""The audit trail is append-only and chained (ADM-3)."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from core import journal
from core.models import JournalEntry
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def write_three_lines():
    user = UserFactory()
    return [
        journal.write("made", user, by=None),
        journal.write("renamed", user, by=user, before={"name": "An"}, after={"name": "Ân"}),
        journal.write("closed", user, by=user, reason="theo yêu cầu"),
    ]


def forge(sql: str, parameters: list) -> None:
    """Change a line as somebody with rights over the database could: without the guards."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE core_journalentry DISABLE TRIGGER ALL")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS core_journal_no_update")
            cursor.execute("DROP TRIGGER IF EXISTS core_journal_no_delete")
        cursor.execute(sql, parameters)
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE core_journalentry ENABLE TRIGGER ALL")
    journal.install_guards()


def test_chain_holds_and_numbers_have_no_gap():
    first, second, third = write_three_lines()

    assert [second.number, third.number] == [first.number + 1, first.number + 2]
    assert third.previous_hash == second.hash
    assert list(journal.broken_links()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_journalentry SET reason = 'x' WHERE number = %s",
        "DELETE FROM core_journalentry WHERE number = %s",
    ],
)
def test_database_itself_refuses_to_change_a_line(statement):
    _first, second, _third = write_three_lines()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [second.number])

    assert JournalEntry.objects.get(number=second.number).reason == ""


def test_a_changed_line_is_named():
    _first, second, _third = write_three_lines()
    forge("UPDATE core_journalentry SET actor_name = 'Ai đó' WHERE number = %s", [second.number])

    broken = list(journal.broken_links())

    assert [link.number for link in broken] == [second.number]


def test_a_removed_line_is_named_by_the_one_after_it():
    _first, second, third = write_three_lines()
    forge("DELETE FROM core_journalentry WHERE number = %s", [second.number])

    assert {link.number for link in journal.broken_links()} == {third.number}


def test_command_exits_with_one_and_says_where():
    _first, second, _third = write_three_lines()
    forge("UPDATE core_journalentry SET reason = 'khác' WHERE number = %s", [second.number])
    out = StringIO()

    with pytest.raises(SystemExit) as stopped:
        call_command("verify_journal", "--json", stdout=out)

    assert stopped.value.code == 1
    assert [link["number"] for link in json.loads(out.getvalue())["broken"]] == [second.number]


def test_lines_about_a_subject_come_newest_first():
    first, second, third = write_three_lines()
    user_key = third.subject_key

    found = JournalEntry.objects.filter(subject_key=user_key, subject_type="accounts.user")

    assert [entry.number for entry in found] == [third.number, second.number, first.number]
