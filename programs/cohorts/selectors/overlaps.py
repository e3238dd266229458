"""Whether the same person, firm or project is supported elsewhere already (PRG-17)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from core.vietnamese import fold
from ecosystem.registry.models import Role
from programs.calls.models import Application
from programs.cohorts.choices import Ground
from programs.cohorts.models import Cohort, Member


@dataclass(frozen=True)
class Overlap:
    """A support in another programme, and what the two have in common. Amounts in đồng."""

    other: Member
    grounds: tuple[Ground, ...]
    amount: Decimal
    same_budget: bool
    same_period: bool

    @property
    def is_double(self) -> bool:
        """Whether an officer has to decide: one budget line would pay twice in one period."""
        return self.same_budget and self.same_period

    @property
    def words(self) -> str:
        return ", ".join(str(ground.label) for ground in self.grounds)


def overlaps(application: Application, cohort: Cohort, project: str) -> tuple[Overlap, ...]:
    """Return what the applicant is supported with in other programmes, double ones first.

    A support that was given back entirely is still listed: who ended early may have been paid.
    """
    people = _people(application)
    organization = application.organization
    shared = Role.objects.current().filter(person__in=people).values("organization")
    found = Q(organization=organization) | Q(organization__in=shared)
    found |= Q(application__applicant=application.applicant)
    if organization.tax_code:
        found |= Q(organization__tax_code=organization.tax_code)
    if folded := fold(project):
        found |= Q(folded_project=folded)
    others = (
        Member.objects.filter(found)
        .exclude(application=application)
        .exclude(cohort__call_id=cohort.call_id)
        .select_related("organization", "cohort__call", "application")
        .order_by("-enrolled_on", "pk")
        .distinct()
    )
    by_person = set(
        Role.objects.current()
        .filter(person__in=people, organization__in=[other.organization_id for other in others])
        .values_list("organization_id", flat=True)
    )
    rows = [
        Overlap(
            other=other,
            grounds=_grounds(application, other, folded, by_person),
            amount=other.support_amount,
            same_budget=_same(other.cohort.budget_line, cohort.budget_line),
            same_period=_same(other.cohort.period, cohort.period),
        )
        for other in others
    ]
    return tuple(sorted(rows, key=lambda row: not row.is_double))


def doubles(application: Application, cohort: Cohort, project: str) -> tuple[Overlap, ...]:
    """Return the overlaps that an officer has to write about."""
    return tuple(row for row in overlaps(application, cohort, project) if row.is_double)


def _people(application: Application) -> list[int]:
    roles = Role.objects.current().filter(
        Q(organization=application.organization) | Q(person__user=application.applicant)
    )
    return list(roles.values_list("person_id", flat=True))


def _grounds(
    application: Application, other: Member, folded: str, by_person: set[int]
) -> tuple[Ground, ...]:
    organization = application.organization
    same_firm = other.organization_id == organization.pk
    tax_code = organization.tax_code
    said = {
        Ground.TAX_CODE: bool(tax_code) and other.organization.tax_code == tax_code,
        Ground.ORGANIZATION: same_firm and not tax_code,
        Ground.PERSON: not same_firm
        and (
            other.organization_id in by_person
            or other.application.applicant_id == application.applicant_id
        ),
        Ground.PROJECT: bool(folded) and other.folded_project == folded,
    }
    return tuple(ground for ground, holds in said.items() if holds)


def _same(one: str, other: str) -> bool:
    return fold(one) == fold(other)
