"""The eligibility test before the form, with its reasons (PRG-8)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ecosystem.registry.choices import OrganizationKind
from ecosystem.registry.models import Organization
from programs.calls.models import Call

YES, NO = "yes", "no"


@dataclass(frozen=True)
class Line:
    """One condition: met, not met, or (None) not answered yet; the reason says what no means."""

    words: str
    is_met: bool | None
    reason: str = ""


@dataclass(frozen=True)
class Verdict:
    """All conditions of a call for one organization."""

    lines: tuple[Line, ...]

    @property
    def is_met(self) -> bool:
        return all(line.is_met for line in self.lines)

    @property
    def missing(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_met is False)


def check(call: Call, organization: Organization, answers: Mapping[str, str]) -> Verdict:
    """Test an organization: what the registry knows first, then the questions of the call.

    `answers` maps the place of a question, as text from "0", to "yes" or "no".
    """
    lines = []
    if call.kinds:
        lines.append(
            Line(
                _("Loại tổ chức: %(kinds)s") % {"kinds": ", ".join(kind_names(call))},
                organization.kind in call.kinds,
                _("Danh bạ ghi: %(kind)s") % {"kind": organization.get_kind_display()},
            )
        )
    if call.province_only:
        lines.append(
            Line(
                _("Trụ sở trong tỉnh"),
                has_seat_here(organization),
                _("Danh bạ chưa ghi trụ sở ở một xã, phường trong tỉnh"),
            )
        )
    for place, condition in enumerate(call.conditions):
        answer = answers.get(str(place))
        lines.append(
            Line(
                condition["question"],
                None if answer not in (YES, NO) else answer == YES,
                condition.get("reason", ""),
            )
        )
    return Verdict(tuple(lines))


def kind_names(call: Call) -> list[str]:
    return [str(OrganizationKind(kind).label) for kind in call.kinds]


def has_seat_here(organization: Organization) -> bool:
    seats = organization.addresses.seats().current()
    return seats.filter(valid_to=None, unit__isnull=False).exists()
