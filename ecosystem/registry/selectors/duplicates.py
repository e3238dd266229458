"""Which records may be the same organization, and why (REG-15)."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process

from core.vietnamese import fold
from ecosystem.registry.choices import DuplicateState, RoleType
from ecosystem.registry.models import DuplicatePair, Organization, Role

REASONS = {
    "tax_code": _("cùng mã số thuế"),
    "name": _("tên gần giống"),
    "phone": _("cùng số điện thoại"),
    "email": _("cùng thư điện tử"),
    "domain": _("cùng tên miền"),
    "representative": _("cùng người đại diện"),
}

NEAR_NAME = 88
"""From this likeness (0 to 100) two folded names are near. Set by trying real registers."""

# Longest first, so that a part of a longer form does not stay behind.
_COMPANY_WORDS = re.compile(
    r"\b(?:trach nhiem huu han|hai thanh vien tro len|mot thanh vien|doanh nghiep tu nhan|"
    r"doanh nghiep|hop tac xa|ho kinh doanh|nhom du an|chi nhanh|cong ty|co phan|tap doan|"
    r"thuong mai|dich vu|san xuat|tnhh|dntn|mtv|htx|hkd|cty|tm|dv|sx|cp|jsc|ltd)\b"
)
_FREE_MAIL = frozenset(
    {"gmail.com", "yahoo.com", "yahoo.com.vn", "outlook.com", "hotmail.com", "icloud.com"}
)


@dataclass(frozen=True)
class Candidate:
    """A live record that may be the same, with the names of `REASONS` that speak for it."""

    organization: Organization
    reasons: tuple[str, ...]

    @property
    def blocks(self) -> bool:
        """An exact tax code is never a coincidence."""
        return "tax_code" in self.reasons

    @property
    def words(self) -> str:
        return words(self.reasons)


def words(reasons: Iterable[str]) -> str:
    """Return reasons as a person reads them."""
    return "; ".join(str(REASONS.get(reason, reason)) for reason in reasons)


def core_name(text: str) -> str:
    """Return a folded name without punctuation and words that only name the kind of firm."""
    folded = " ".join(re.sub(r"[^a-z0-9 ]", " ", fold(text)).split())
    return " ".join(_COMPANY_WORDS.sub(" ", folded).split()) or folded


def candidates(
    name: str = "",
    tax_code: str = "",
    phone: str = "",
    email: str = "",
    website: str = "",
    representative: str = "",
    *,
    exclude: Organization | None = None,
) -> tuple[Candidate, ...]:
    """Return live records that may be this organization, most reasons first.

    Pairs with `exclude` that somebody found to be different are left out (REG-19).
    """
    found: dict[int, set[str]] = defaultdict(set)
    live = Organization.objects.live()
    if tax_code:
        _add(found, "tax_code", live.filter(tax_code=tax_code).values_list("pk", flat=True))
    if name:
        _add(found, "name", _near_names(name))
    _add_people(found, phone, email, representative)
    if domain := _domain(email, website):
        named = live.filter(Q(website__icontains=f"/{domain}") | Q(website__icontains=f".{domain}"))
        _add(found, "domain", named.values_list("pk", flat=True))
    if exclude is not None:
        found.pop(exclude.pk, None)
        for pk in _known_different(exclude):
            found.pop(pk, None)
    records = live.filter(pk__in=found)
    return tuple(
        sorted(
            (Candidate(each, _in_order(found[each.pk])) for each in records),
            key=lambda one: (not one.blocks, -len(one.reasons), one.organization.code),
        )
    )


def of_answers(
    answers: dict[str, str], *, exclude: Organization | None = None
) -> tuple[Candidate, ...]:
    """Return candidates for the form's answers."""
    return candidates(
        name=answers.get("legal_name") or "",
        tax_code=answers.get("tax_code") or "",
        phone=answers.get("contact_phone") or "",
        email=answers.get("contact_email") or "",
        website=answers.get("website") or "",
        representative=answers.get("representative") or "",
        exclude=exclude,
    )


def _add(found: dict[int, set[str]], reason: str, keys: Iterable[int]) -> None:
    for pk in keys:
        found[pk].add(reason)


def _in_order(reasons: set[str]) -> tuple[str, ...]:
    return tuple(reason for reason in REASONS if reason in reasons)


def _near_names(name: str) -> list[int]:
    rows = Organization.objects.live().values_list("pk", "folded_name", "short_name")
    names: list[tuple[int, str]] = []
    for pk, folded, short in rows:
        names.append((pk, core_name(folded)))
        if short:
            names.append((pk, core_name(short)))
    hits = process.extract(
        core_name(name),
        [text for _pk, text in names],
        scorer=fuzz.token_sort_ratio,
        score_cutoff=NEAR_NAME,
        limit=20,
    )
    return [names[index][0] for _text, _score, index in hits]


def _add_people(found: dict[int, set[str]], phone: str, email: str, representative: str) -> None:
    """Compare with the people who are something to a live organization now, in one query."""
    wanted = Q()
    if phone:
        wanted |= Q(person__phone=phone)
    if email:
        wanted |= Q(person__email__iexact=email)
    if representative:
        wanted |= Q(person__full_name__iexact=representative, role=RoleType.LEGAL_REPRESENTATIVE)
    domain = _domain(email, "")
    if domain:
        wanted |= Q(person__email__iendswith=f"@{domain}")
    if not wanted:
        return
    roles = Role.objects.in_force().filter(wanted, organization__merged_into=None)
    for role in roles.select_related("person"):
        person = role.person
        if phone and person.phone == phone:
            found[role.organization_id].add("phone")
        if email and person.email.lower() == email.lower():
            found[role.organization_id].add("email")
        elif domain and person.email.lower().endswith(f"@{domain}"):
            found[role.organization_id].add("domain")
        if representative and person.full_name.lower() == representative.lower():
            found[role.organization_id].add("representative")


def _domain(email: str, website: str) -> str:
    host = urlsplit(website).hostname if "//" in website else ""
    domain = (host or "").removeprefix("www.") or email.rpartition("@")[2].lower()
    return "" if domain in _FREE_MAIL else domain


def _known_different(organization: Organization) -> set[int]:
    pairs = DuplicatePair.objects.filter(
        Q(left=organization) | Q(right=organization), state=DuplicateState.DIFFERENT
    ).values_list("left_id", "right_id")
    return {pk for pair in pairs for pk in pair} - {organization.pk}
