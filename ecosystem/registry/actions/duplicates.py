"""What is decided about records that may be the same."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import journal
from core.lifecycle import ObstacleError
from ecosystem.registry import policies
from ecosystem.registry.choices import DuplicateState
from ecosystem.registry.models import Case, DuplicatePair, Organization
from ecosystem.registry.selectors import duplicates
from ecosystem.registry.selectors.answers import answers_of


@transaction.atomic
def propose_pairs(organization: Organization) -> tuple[DuplicatePair, ...]:
    """Keep each record that may be this one as an open pair, whatever way it came in (REG-16).

    Pairs that somebody has answered stay as they are (REG-19).
    """
    found = duplicates.of_answers(answers_of(organization), exclude=organization)
    pairs = []
    for candidate in found:
        left, right = _ordered(organization, candidate.organization)
        pair, _made = DuplicatePair.objects.get_or_create(
            left=left, right=right, defaults={"reasons": list(candidate.reasons)}
        )
        pairs.append(pair)
    return tuple(pairs)


@transaction.atomic
def mark_different(pair: DuplicatePair, *, by: User | None) -> DuplicatePair:
    """Say that the two are not the same, so that the pair is not proposed again (REG-19)."""
    if by is not None and (obstacle := policies.decide_pair(by, pair)):
        raise ObstacleError(obstacle)
    return _mark_different(pair, by)


def _mark_different(pair: DuplicatePair, by: User | None) -> DuplicatePair:
    locked = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
    if locked.state != DuplicateState.OPEN:
        return locked
    locked.state = DuplicateState.DIFFERENT
    locked.decided_by, locked.decided_at = by, timezone.now()
    locked.save(update_fields=["state", "decided_by", "decided_at"])
    before, after = {"state": DuplicateState.OPEN}, {"state": locked.state}
    journal.write("mark_different", locked, by=by, before=before, after=after)
    return locked


@transaction.atomic
def mark_case_different(case: Case, organization: Organization, *, by: User) -> None:
    """Say that a case is not about this record; kept on the case until it has a record (REG-19)."""
    if obstacle := policies.decide_case(by, case):
        raise ObstacleError(obstacle)
    if case.organization is not None:
        _mark_different(pair_of(case.organization, organization), by)
    else:
        case.different_from.add(organization)
    journal.write("mark_different", case, by=by, after={"organization": organization.code})


@transaction.atomic
def carry_over(case: Case, organization: Organization, *, by: User | None) -> None:
    """Turn what was said about a case into pairs of the record that it became."""
    for other in case.different_from.all():
        _mark_different(pair_of(organization, other), by)
    propose_pairs(organization)


def pair_of(one: Organization, other: Organization) -> DuplicatePair:
    """Return the pair of two records, made if need be."""
    left, right = _ordered(one, other)
    return DuplicatePair.objects.get_or_create(left=left, right=right)[0]


def _ordered(one: Organization, other: Organization) -> tuple[Organization, Organization]:
    return (one, other) if one.pk < other.pk else (other, one)
