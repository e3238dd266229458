"""The rules of suggestions in one table: code counts with it, the public page prints it (INV-5).

A factor holds or does not, and then counts with its whole weight, so that every reason can be
printed and the same input gives the same order.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programs.investors.choices import REST_DAYS, STALE_MONTHS

LEAST_SCORE = 50
"""Below it nothing is suggested."""


@dataclass(frozen=True)
class FirmFacts:
    """What the rules know of a firm: nothing that the owner keeps for the room."""

    key: int
    code: str
    sectors: frozenset[int]
    stage: int | None
    amount: int
    instruments: frozenset[str]
    unit: int | None
    confirmed: int
    is_fresh: bool

    @property
    def order(self) -> tuple[int, str]:
        """Among equals the one that was confirmed last comes first, then by code."""
        return -self.confirmed, self.code


@dataclass(frozen=True)
class MandateFacts:
    """What the rules know of a mandate. `barred` maps a firm's key to the exclusion it meets."""

    key: int
    account: int
    number: str
    sectors: frozenset[int]
    excluded: frozenset[int]
    stages: frozenset[int]
    least: int
    most: int
    instruments: frozenset[str]
    places: frozenset[int]
    has_capital: bool
    capital_until: date | None
    barred: dict[int, str] = field(default_factory=dict, hash=False, compare=False)

    @property
    def order(self) -> str:
        return self.number


Keys = Iterable[Hashable] | None
"""What one side brings to a factor; None fits anything."""


@dataclass(frozen=True)
class Factor:
    """Holds where both sides bring a common key."""

    name: str
    label: str | Promise
    rule: str | Promise
    weight: int
    of_firm: Callable[[FirmFacts], Keys] = lambda _firm: None
    of_mandate: Callable[[MandateFacts], Keys] = lambda _mandate: None

    def holds(self, mandate: MandateFacts, firm: FirmFacts) -> bool:
        """Ask about one pair."""
        wanted, offered = self.of_mandate(mandate), self.of_firm(firm)
        if wanted is None or offered is None:
            return True
        return not set(wanted).isdisjoint(offered)


@dataclass(frozen=True)
class SpanFactor(Factor):
    """Holds where the firm's amount lies in the mandate's span, ends included."""

    def holds(self, mandate: MandateFacts, firm: FirmFacts) -> bool:
        return mandate.least <= firm.amount <= mandate.most


def _yes(value: bool) -> Keys:
    return (True,) if value else ()


FACTORS: tuple[Factor, ...] = (
    Factor(
        "sector",
        _("cùng ngành"),
        _(
            "Một lĩnh vực của doanh nghiệp có trong lĩnh vực mà nhà đầu tư tìm. Lĩnh vực đã bị gạt "
            "hai lần vì không đúng thì thôi không tính là cùng ngành."
        ),
        30,
        lambda firm: firm.sectors,
        lambda mandate: mandate.sectors,
    ),
    Factor(
        "stage",
        _("đúng giai đoạn"),
        _("Giai đoạn của doanh nghiệp có trong các giai đoạn nhà đầu tư nhận; không nêu là mọi."),
        20,
        lambda firm: () if firm.stage is None else (firm.stage,),
        lambda mandate: mandate.stages or None,
    ),
    SpanFactor(
        "ticket",
        _("mức vốn khớp"),
        _("Số vốn cần gọi nằm trong mức đầu tư từ … đến … của nhà đầu tư, tính bằng đồng."),
        20,
    ),
    Factor(
        "instrument",
        _("cùng hình thức đầu tư"),
        _("Hai bên có ít nhất một hình thức chung; bên không nêu là nhận mọi hình thức."),
        10,
        lambda firm: firm.instruments or None,
        lambda mandate: mandate.instruments or None,
    ),
    Factor(
        "capital",
        _("đang có vốn"),
        _("Nhà đầu tư nói đang có vốn sẵn và ngày ấy chưa qua."),
        10,
        of_mandate=lambda mandate: _yes(mandate.has_capital),
        of_firm=lambda _firm: (True,),
    ),
    Factor(
        "place",
        _("đúng địa bàn"),
        _("Trụ sở ở xã, phường nhà đầu tư chọn; không chọn là cả tỉnh."),
        5,
        lambda firm: () if firm.unit is None else (firm.unit,),
        lambda mandate: mandate.places or None,
    ),
    Factor(
        "fresh",
        _("thông tin mới"),
        _("Doanh nghiệp xác nhận thông tin trong 6 tháng qua."),
        5,
        lambda firm: _yes(firm.is_fresh),
        lambda _mandate: (True,),
    ),
)
FACTORS_BY_NAME = {factor.name: factor for factor in FACTORS}


@dataclass(frozen=True)
class Exclusion:
    """What keeps a pair out whatever its score; the first that holds is said."""

    name: str
    rule: str | Promise


EXCLUSIONS: tuple[Exclusion, ...] = (
    Exclusion(
        "not_looking",
        _("Nhà đầu tư chưa được xác minh, đang tạm ngừng, hoặc tạm dừng nhận gợi ý."),
    ),
    Exclusion(
        "not_raising",
        _(
            "Doanh nghiệp không đang gọi vốn, chưa đồng ý chia sẻ với nhà đầu tư, hoặc hồ sơ không "
            "công khai."
        ),
    ),
    Exclusion(
        "stale",
        format_lazy(
            _("Doanh nghiệp đã {months} tháng chưa xác nhận thông tin."), months=STALE_MONTHS
        ),
    ),
    Exclusion(
        "own", _("Người của nhà đầu tư có vai trò trong doanh nghiệp, hoặc hai bên là một tổ chức.")
    ),
    Exclusion("excluded_sector", _("Doanh nghiệp làm trong lĩnh vực nhà đầu tư loại trừ.")),
    Exclusion("standing", _("Hai bên đang có lời đề nghị hoặc đang liên hệ.")),
    Exclusion(
        "declined",
        format_lazy(_("Một lời đề nghị đã khép lại chưa quá {days} ngày."), days=REST_DAYS),
    ),
    Exclusion(
        "dismissed",
        format_lazy(_("Một bên đã gạt gợi ý này chưa quá {days} ngày."), days=REST_DAYS),
    ),
)
EXCLUSIONS_BY_NAME = {exclusion.name: exclusion for exclusion in EXCLUSIONS}


def labels_of(names: Iterable[str]) -> list[str]:
    """Return the printed factors, in the order of the table."""
    held = set(names)
    return [str(factor.label) for factor in FACTORS if factor.name in held]
