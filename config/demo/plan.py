"""What is invented before anything is written: same number and seed, same plan."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count as laps
from random import Random
from typing import Any

from ecosystem.registry.choices import OrganizationKind as Kind
from ecosystem.registry.choices import OrganizationStatus as Status
from ecosystem.taxonomy.models import AdministrativeUnit

from .words import Words, day_between, tax_code

FIRST_DAY = date(2021, 2, 1)
LAST_DAY = date(2026, 11, 16)
WEIGHTS = {
    "Phường Tân Ninh": 24,
    "Phường Long An": 21,
    "Phường Gò Dầu": 17,
    "Phường Thanh Điền": 15,
    "Phường Khánh Hậu": 11,
    "Phường Kiến Tường": 10,
}
WEIGHTS_OF = 412
EMPTY_COMMUNES = 6
UNCLEAR = 3
KINDS = {
    Kind.COMPANY: 66,
    Kind.COOPERATIVE: 12,
    Kind.HOUSEHOLD: 8,
    Kind.PROJECT: 4,
    Kind.PERSON: 3,
    Kind.FUND: 1.5,
    Kind.SUPPORT: 1.5,
    Kind.INSTITUTE: 1,
    Kind.SCHOOL: 1,
    Kind.BRANCH: 2,
}
FORMS = {
    Kind.COMPANY: ("Công ty TNHH", "Công ty TNHH", "Công ty Cổ phần"),
    Kind.COOPERATIVE: ("Hợp tác xã",),
    Kind.HOUSEHOLD: ("Hộ kinh doanh",),
    Kind.PROJECT: ("Nhóm dự án",),
}
ALIKE = (63, 66)
"""Numbers of two firms that may be one: an open pair for an officer."""

STARTUPS, ST_ENTERPRISES, FORMER_STARTUPS = 87, 19, 12


@dataclass
class Planned:
    """One invented organization: what it is, where, since when, in which classes."""

    number: int
    kind: str
    name: str
    commune: str
    registered: date
    listed: date
    sectors: list[str]
    text: str
    short_name: str = ""
    former_unit: str = ""
    technologies: list[str] = field(default_factory=list)
    products: list[str] = field(default_factory=list)
    staff: int = 0
    tax_code: str = ""
    representative: str = ""
    old_name: str = ""
    status: str = Status.ACTIVE
    is_hidden: bool = False
    is_checked: bool = True
    is_unclear: bool = False
    head: int | None = None
    confirmed_days_ago: int = 60
    is_raising: bool = False
    digital: dict[str, Any] | None = None
    startup_from: date | None = None
    st_from: date | None = None


def plan(count: int, seed: int, words: Words) -> list[Planned]:
    """Return `count` invented organizations, by the number in their code."""
    random = Random(f"{seed}/{count}")
    places = _Places(random, count, words)
    found = [_digital(each, random, places) for each in words.named["digital"][:count]]
    others = words.named["other"][: count - len(found)]
    found += [_other(each, random, places) for each in others]
    taken = {each.number for each in found}
    numbers = (number for number in range(1, 10_000_000) if number not in taken)
    names = _names(words, random)
    for _place in range(count - len(found)):
        found.append(_filler(next(numbers), random, places, names, words, found))
    found.sort(key=lambda each: each.number)
    for each in found:
        _furnish(each, random, words)
    _share_representative(found)
    _choose_classes(found, random, count)
    _choose_fates(found, random, count)
    return found


class _Places:
    """Gives out communes so that a few stay empty and the towns hold the most."""

    def __init__(self, random: Random, count: int, words: Words) -> None:
        self.random = random
        used = Counter(
            each["commune"] for part in ("digital", "other") for each in words.named[part]
        )
        names = list(
            AdministrativeUnit.objects.current()
            .order_by("code")
            .values_list("full_name", flat=True)
        )
        small = [name for name in names if name not in WEIGHTS]
        empty = set(random.sample([name for name in small if name not in used], EMPTY_COMMUNES))
        small = [name for name in small if name not in empty]
        wanted = Counter({name: weight * count // WEIGHTS_OF for name, weight in WEIGHTS.items()})
        wanted.update(small)
        wanted.update(random.choices(small, k=max(count - UNCLEAR - wanted.total(), 0)))
        self.slots = sorted((wanted - used).elements())
        random.shuffle(self.slots)
        self.small = small

    def next(self) -> str:
        return self.slots.pop() if self.slots else self.random.choice(self.small)


def _digital(said: dict[str, Any], random: Random, places: _Places) -> Planned:
    since = said["since"]
    registered = since - timedelta(days=random.randint(70, 190))
    return Planned(
        number=said["code"],
        kind=Kind.COMPANY,
        name=f"{said['form']} {said['name']}",
        short_name=said["name"],
        commune=said["commune"],
        former_unit=said.get("former", ""),
        registered=registered,
        listed=max(since - timedelta(days=random.randint(10, 50)), FIRST_DAY),
        sectors=list(dict.fromkeys([said["sector"], "phan-mem"])),
        technologies=said["technologies"],
        text=said["text"],
        products=said.get("products") or [re.split("[:;,]", said["text"])[0]],
        digital=said,
    )


def _other(said: dict[str, Any], random: Random, places: _Places) -> Planned:
    registered = day_between(random, date(2022, 3, 1), date(2024, 3, 1))
    listed = registered + timedelta(days=random.randint(60, 300))
    is_former = said.get("former_startup", False)
    if is_former:
        registered, listed = date(2021, 5, 14), date(2021, 9, 6)
    is_startup = said.get("startup", False) or is_former
    return Planned(
        number=said["code"],
        kind=said["kind"],
        name=f"{said['form']} {said['name']}",
        short_name=said["name"],
        commune=said["commune"],
        registered=registered,
        listed=listed,
        sectors=[said["sector"]],
        text=said["text"],
        startup_from=listed + timedelta(days=20) if is_startup else None,
    )


def _names(words: Words, random: Random) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield a trade and a call name, no pair twice and every trade in turn."""
    trades = list(words.words["trade"])
    for lap in laps(1):
        calls = {trade["does"]: list(words.words["calls"]) for trade in trades}
        for left in calls.values():
            random.shuffle(left)
        for _round in range(len(words.words["calls"])):
            random.shuffle(trades)
            for trade in trades:
                call = calls[trade["does"]].pop()
                yield trade, call if lap == 1 else f"{call} {lap}"


def _filler(
    number: int,
    random: Random,
    places: _Places,
    names: Iterator[tuple[dict[str, Any], str]],
    words: Words,
    before: list[Planned],
) -> Planned:
    kind = random.choices(list(KINDS), list(KINDS.values()))[0]
    trade, call = next(names)
    listed = day_between(random, FIRST_DAY, LAST_DAY)
    made = Planned(
        number=number,
        kind=kind,
        name="",
        commune=places.next(),
        registered=listed - timedelta(days=random.randint(90, 2200)),
        listed=listed,
        sectors=[trade["sector"]],
        technologies=trade["technologies"],
        text=trade["text"],
        products=trade["products"],
    )
    match kind:
        case Kind.BRANCH:
            heads = [each for each in before if each.kind == Kind.COMPANY and not each.head]
            head = random.choice(heads)
            made.head, made.sectors, made.text = head.number, head.sectors, head.text
            made.listed = max(listed, head.listed + timedelta(days=30))
            made.name = f"Chi nhánh {made.commune} {head.name}"
        case Kind.PERSON:
            expertise = random.choice(words.words["expertises"])
            made.name = f"Chuyên gia {words.person(random)}"
            made.text, made.sectors = expertise["text"], [expertise["sector"]]
            made.technologies, made.products = [], []
        case Kind.FUND | Kind.SUPPORT | Kind.INSTITUTE | Kind.SCHOOL:
            used = {each.name for each in before}
            _institution(made, kind, call, random, words)
            while made.name in used:
                _institution(made, kind, next(names)[1], random, words)
        case _:
            if kind not in trade["kinds"]:
                made.kind = kind = Kind(trade["kinds"][0])
            made.short_name = f"{trade['does']} {call}"
            made.name = f"{random.choice(FORMS[kind])} {made.short_name}"
    return made


def _institution(made: Planned, kind: str, call: str, random: Random, words: Words) -> None:
    part, text, sector = {
        Kind.FUND: ("funds", "Đầu tư vòng đầu cho nông nghiệp, chế biến.", "tai-chinh-ngan-hang"),
        Kind.SUPPORT: ("supports", "Chỗ làm việc, cố vấn và thử mẫu.", "dich-vu-chat-luong-cao"),
        Kind.INSTITUTE: ("institutes", "Thử nghiệm và chuyển giao giống.", "cong-nghiep-sinh-hoc"),
        Kind.SCHOOL: ("schools", "Dạy nghề, thực hành tại xưởng của doanh nghiệp.", "giao-duc"),
    }[Kind(kind)]
    made.name = f"{random.choice(words.words[part])} {call}"
    made.text, made.sectors, made.technologies, made.products = text, [sector], [], []


def _furnish(each: Planned, random: Random, words: Words) -> None:
    each.representative = words.person(random)
    each.staff = random.choice([3, 4, 5, 6, 8, 9, 12, 14, 18, 23, 31, 46, 80])
    age = random.random()
    low, high = (2, 178) if age < 0.7 else (190, 355) if age < 0.88 else (372, 640)
    each.confirmed_days_ago = random.randint(low, high)
    each.is_checked = random.random() < 0.75
    if each.kind not in (Kind.PROJECT, Kind.PERSON, Kind.FUND, Kind.BRANCH):
        each.tax_code = tax_code(each.number)
    if each.head:
        each.tax_code = f"{tax_code(each.head)}-{each.number % 900 + 1:03}"


def _share_representative(found: list[Planned]) -> None:
    """Let the two firms that wait as a doubtful pair name one person."""
    pair = [each for each in found if each.number in ALIKE]
    for each in pair[1:]:
        each.representative = pair[0].representative


def _choose_classes(found: list[Planned], random: Random, count: int) -> None:
    """Let as many firms be start-ups and S&T enterprises as the pictures show, by share."""
    companies = [
        each for each in found if each.kind == Kind.COMPANY and not each.digital and not each.head
    ]
    startups = sum(1 for each in companies if each.startup_from and each.registered.year > 2021)
    pool = [each for each in companies if each.startup_from is None]
    random.shuffle(pool)
    for _place in range(max(round(STARTUPS * count / WEIGHTS_OF) - startups, 0)):
        if pool:
            each = pool.pop()
            each.registered = day_between(random, date(2021, 12, 20), date(2026, 8, 1))
            soon = each.registered + timedelta(days=20)
            each.listed = day_between(random, soon, min(soon + timedelta(days=400), LAST_DAY))
            each.startup_from = min(each.listed + timedelta(days=14), LAST_DAY)
            each.is_raising = random.random() < 0.15
    for _place in range(round(FORMER_STARTUPS * count / WEIGHTS_OF)):
        if pool:
            each = pool.pop()
            each.registered = day_between(random, date(2018, 3, 1), date(2021, 4, 1))
            each.listed = day_between(random, max(each.registered, FIRST_DAY), date(2022, 6, 1))
            each.startup_from = each.listed + timedelta(days=14)
    for _place in range(round(ST_ENTERPRISES * count / WEIGHTS_OF)):
        if pool:
            each = pool.pop()
            each.listed = min(each.listed, date(2026, 9, 1))
            each.st_from = day_between(random, each.listed + timedelta(days=10), LAST_DAY)


def _choose_fates(found: list[Planned], random: Random, count: int) -> None:
    """Let a few be dissolved, suspended, hidden, renamed, or lie in a divided commune."""
    plain = [
        each
        for each in found
        if not each.digital and not each.startup_from and not each.st_from and not each.head
    ]
    heads = {each.head for each in found}
    plain = [each for each in plain if each.number not in heads]
    random.shuffle(plain)
    share = max(count // 100, 1)
    for each in _taken(plain, share):
        each.status, each.is_hidden = Status.DISSOLVED, True
    for each in _taken(plain, share):
        each.status = Status.SUSPENDED
    for each in _taken(plain, share // 2):
        each.is_hidden = True
    for each in _taken(plain, share * 2):
        if each.short_name:
            each.old_name = each.name
            each.name = each.name.replace("TNHH", "Cổ phần") + " Mới"
            each.listed = min(each.listed, date(2026, 1, 5))
    for each in _taken([each for each in plain if not each.old_name], UNCLEAR):
        each.is_unclear = True
        each.listed = min(each.listed, date(2025, 3, 3))


def _taken(pool: list[Planned], count: int) -> list[Planned]:
    return [pool.pop() for _place in range(min(count, len(pool)))]
