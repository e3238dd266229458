import pytest


@pytest.mark.django_db
def test_journal_chain_holds_after_two_lines():
    from accounts.models import User
    from core import journal

    user = User.objects.create_user("a@example.test")
    journal.write("made", user, by=None)
    journal.write("changed", user, by=user, before={"x": 1}, after={"x": 2})

    assert list(journal.broken_links()) == []
