"""What stands between people and applications: said by themselves, or by the registry (PRG-11)."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from ecosystem.registry.choices import RoleType
from ecosystem.registry.models import FundingRound, Role
from programs.calls.choices import UNDER_REVIEW, ConflictKind
from programs.calls.models import Application, Assignment, Call, ConflictAnswer, Reviewer


@dataclass
class Board:
    """Who may read what in one call, read at once for balancing and for the staff's screen."""

    applications: list[Application]
    reviewers: list[Reviewer]
    assigned: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    load: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    said: dict[tuple[int, int], str] = field(default_factory=dict)
    proposed: dict[tuple[int, int], ConflictKind] = field(default_factory=dict)

    def kind(self, application: Application, reviewer: Reviewer) -> ConflictKind | None:
        """Return the conflict, said or proposed, or None."""
        said = self.said.get((application.pk, reviewer.user_id))
        if said and said != ConflictKind.NONE:
            return ConflictKind(said)
        if application.applicant_id == reviewer.user_id:
            return ConflictKind.EMPLOYER
        return self.proposed.get((application.organization_id, reviewer.user_id))

    def is_conflict(self, application: Application, reviewer: Reviewer) -> bool:
        return self.kind(application, reviewer) is not None


def board(call: Call) -> Board:
    """Return the board of a call in a fixed number of queries."""
    applications = list(
        call.applications.filter(status__in=UNDER_REVIEW)
        .select_related("organization", "call")
        .order_by("number")
    )
    reviewers = list(call.reviewers.sitting().select_related("user", "call").order_by("pk"))
    made = Board(applications, reviewers)
    pairs = Assignment.objects.standing().filter(application__call=call)
    for application_id, reviewer_id in pairs.values_list("application_id", "reviewer_id"):
        made.assigned[application_id].add(reviewer_id)
        made.load[reviewer_id] += 1
    answers = ConflictAnswer.objects.filter(application__call=call)
    for application_id, user_id, kind in answers.values_list("application_id", "user_id", "kind"):
        made.said[application_id, user_id] = kind
    made.proposed = proposals(
        {each.organization_id for each in applications}, {each.user_id for each in reviewers}
    )
    return made


def proposals(organizations: set[int], users: set[int]) -> dict[tuple[int, int], ConflictKind]:
    """Return the conflicts that the registry knows of, by organization and person."""
    roles = Role.objects.in_force().filter(
        organization_id__in=organizations, person__user_id__in=users
    )
    found = {
        (organization, user): _kind_of(role)
        for organization, user, role in roles.values_list(
            "organization_id", "person__user_id", "role"
        )
    }
    # Who belongs to a body that put money into the firm.
    rounds = FundingRound.objects.filter(
        recorded_until=None,
        organization_id__in=organizations,
        investor_organization__roles__in=Role.objects.in_force().filter(person__user_id__in=users),
    ).values_list("organization_id", "investor_organization__roles__person__user_id")
    found |= {pair: ConflictKind.FINANCIAL for pair in rounds if pair[1] in users}
    return found


def _kind_of(role: str) -> ConflictKind:
    match role:
        case RoleType.MENTOR:
            return ConflictKind.MENTOR
        case RoleType.PARTNER:
            return ConflictKind.FINANCIAL
        case _:
            return ConflictKind.EMPLOYER


def standing(application: Application, user: User) -> ConflictKind | None:
    """Return what stands between one person and one application, said or proposed."""
    answer = ConflictAnswer.objects.filter(application=application, user=user).first()
    if answer and answer.kind != ConflictKind.NONE:
        return ConflictKind(answer.kind)
    if application.applicant_id == user.pk:
        return ConflictKind.EMPLOYER
    found = proposals({application.organization_id}, {user.pk})
    return found.get((application.organization_id, user.pk))


@dataclass(frozen=True)
class Declared:
    """What a member of the council declared, as the chair sees it."""

    call: str
    number: str
    member: str
    kind: str


def declared_for_chair(user: User) -> tuple[Declared, ...]:
    """Return the conflicts of the councils that this person chairs, but for their own (PRG-11)."""
    chaired = Reviewer.objects.sitting().filter(user=user, is_chair=True).values("call")
    seen = Application.objects.filter(call__in=chaired).without_conflict_of(
        user, timezone.localdate()
    )
    rows = (
        ConflictAnswer.objects.filter(
            application__in=seen, user__reviewer_rows__call=F("application__call")
        )
        .exclude(kind=ConflictKind.NONE)
        .select_related("application__call", "user")
        .order_by("application__number", "pk")
        .distinct()
    )
    return tuple(
        Declared(
            row.application.call.code,
            row.application.number,
            str(row.user),
            str(row.get_kind_display()),
        )
        for row in rows
    )
