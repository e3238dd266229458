"""English says everything that Vietnamese says."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ENTRY = re.compile(
    r'^msgid (?P<id>(?:".*"\n)+)(?:msgid_plural .*\n)?(?P<text>(?:msgstr.*\n?|".*"\n?)+)', re.M
)


@pytest.mark.parametrize("room", ["config", "accounts"])
def test_no_sentence_is_left_untranslated(room):
    path = Path(settings.ROOT) / room / "locale" / "en" / "LC_MESSAGES" / "django.po"
    text = path.read_text()
    entries = list(ENTRY.finditer(text))
    empty = [
        entry["id"]
        for entry in entries[1:]
        if not "".join(re.findall(r'"(.*)"', entry["text"])).strip()
    ]

    assert len(entries) > 50
    assert empty == []
    assert "fuzzy" not in text
