"""Letters of the directory. They name public records and lead to their pages, nothing else."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from core import mail

from .models import SavedSearch
from .selectors import alerts, saved


def news(owner: User, found: Sequence[alerts.News]) -> None:
    """What is new, changed and gone in this person's searches, with a way out (SRCH-9, 10)."""
    stop = saved.stop_url(*(each.search.pk for each in found))
    mail.send(
        "search/mail/news",
        owner.email,
        {
            "subject": alerts.subject_of(found),
            "found": [
                {
                    "news": each,
                    "words": saved.words_of(each.asked),
                    "link": settings.PUBLIC_URL + saved.address_of(each.asked),
                    "stop": saved.stop_url(each.search.pk),
                }
                for each in found
            ],
            "directory": settings.PUBLIC_URL + reverse("search:directory"),
            "list": settings.PUBLIC_URL + reverse("search:saved"),
            "stop": stop,
        },
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def ending(search: SavedSearch) -> None:
    """The search runs out soon and can be renewed."""
    mail.send(
        "search/mail/ending",
        search.owner.email,
        {
            "name": search.name,
            "ends_on": search.ends_on,
            "link": settings.PUBLIC_URL + reverse("search:saved"),
        },
    )
