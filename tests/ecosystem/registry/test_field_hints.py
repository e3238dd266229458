"""Hints beside the fields of the portal."""

from django.utils.translation import override

from ecosystem.registry.forms.fields import Paper


def test_the_limits_of_a_file_are_said_in_the_language_of_the_page():  # REGN-F2, CMS-2
    field = Paper(label="Giấy tờ")

    with override("en"):
        assert "at most 10 MB" in str(field.help_text)
    with override("vi"):
        assert "tối đa 10 MB" in str(field.help_text)
