"""Words of the province's folder, and invented names, codes and days made of them."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.utils import timezone
from stdnum.vn import mst

Say = Callable[[str], None]


@dataclass(frozen=True)
class Words:
    """The two files of `provinces/<province>/demo/`."""

    named: dict[str, list[dict[str, Any]]]
    words: dict[str, Any]

    @classmethod
    def read(cls) -> "Words":
        folder = Path(settings.ROOT) / "provinces" / settings.PROVINCE / "demo"

        def toml(name: str) -> dict[str, Any]:
            return tomllib.loads((folder / name).read_text(encoding="utf-8"))

        return cls(toml("named.toml"), toml("words.toml"))

    def person(self, random: Random) -> str:
        """Return a name that no one will take for a neighbour's."""
        parts = (self.words[part] for part in ("families", "middles", "givens"))
        return " ".join(random.choice(part) for part in parts)


def tax_code(serial: int) -> str:
    """Return a code with a valid check digit; no province issues codes that begin with 99."""
    for number in range(990_000_000 + 3 * serial, 990_000_000 + 3 * serial + 3):
        head = f"{number:09d}"
        code = head + str(mst.calc_check_digit(head))
        if mst.is_valid(code):
            return code
    raise ValueError(f"no tax code near {serial}")


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """Return an hour of a day in local time, never later than now."""
    return min(timezone.make_aware(datetime.combine(day, time(hour, minute))), timezone.now())


def day_between(random: Random, first: date, last: date) -> date:
    return first + timedelta(days=random.randint(0, max((last - first).days, 0)))
