"""The one link of a follow-up, and whom letters about a member reach."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

from ecosystem.registry.models import Organization, Role
from programs.cohorts.models import FollowUp, Member

_SIGNER = signing.Signer(salt="cohorts.follow_up")


def follow_up_token(follow_up: FollowUp) -> str:
    """Return what stands at the end of the link. It opens this follow-up and nothing else."""
    return _SIGNER.sign(str(follow_up.pk))


def follow_up_of(token: str) -> FollowUp | None:
    """Return what a link was made for; None where it is not ours. Its state says if it is over."""
    try:
        key = _SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    return (
        FollowUp.objects.select_related("member__organization", "member__cohort__call")
        .filter(pk=key)
        .first()
    )


def follow_up_url(follow_up: FollowUp) -> str:
    with translation.override("vi"):
        path = reverse("cohorts:follow_up", args=[follow_up_token(follow_up)])
    return f"{settings.PUBLIC_URL}{path}"


def own_cohort_url() -> str:
    with translation.override("vi"):
        return f"{settings.PUBLIC_URL}{reverse('cohorts:own_cohort')}"


def addresses(member: Member) -> tuple[str, ...]:
    """Return where letters about a member go: who may act for the firm, else who applied."""
    found = addresses_of(member.organization)
    if found:
        return found
    return (member.application.applicant.email,) if member.application.applicant.is_active else ()


def addresses_of(organization: Organization) -> tuple[str, ...]:
    """Return the addresses of those who may act for a firm today, in order."""
    roles = (
        Role.objects.in_force()
        .filter(organization=organization, may_act=True)
        .select_related("person__user")
    )
    people = [role.person for role in roles]
    found = {
        person.user.email if person.user and person.user.is_active else person.email
        for person in people
    }
    return tuple(sorted(found - {""}))
