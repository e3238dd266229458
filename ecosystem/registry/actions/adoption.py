"""Cases that were begun without an account come to the person whose address they carry."""

from django.db import transaction

from accounts.models import User
from accounts.selectors import verified_emails
from core import journal
from ecosystem.registry.choices import CaseKind, CaseStatus
from ecosystem.registry.models import Case, Person

from . import organizations


def adopt(user: User) -> int:
    """Give a person the cases that were begun under an address they have shown to be theirs.

    Where such a case was approved meanwhile, the person may act for the organization. Cheap, and
    takes no lock, when there is none.
    """
    waiting = Case.objects.filter(applicant=None, email__in=verified_emails(user)).exclude(email="")
    numbers = list(waiting.values_list("pk", flat=True))
    return sum(_adopt(pk, user) for pk in numbers)


@transaction.atomic
def _adopt(pk: int, user: User) -> bool:
    case = Case.objects.select_for_update().filter(pk=pk, applicant=None).first()
    if case is None:
        return False
    case.applicant = user
    case.save(update_fields=["applicant"])
    journal.write("adopt", case, by=user)
    if case.status == CaseStatus.APPROVED and case.organization and _gives_role(case):
        _become_the_person(case.email, user)
        organizations.grant_owner(
            case.organization,
            user,
            by=None,
            name=case.answers.get("contact_name") or case.answers.get("claimant_name", ""),
            proof=case.proof,
        )
    return True


def _become_the_person(email: str, user: User) -> None:
    """Approval without an account wrote a person by e-mail; that one is this user."""
    if not Person.objects.filter(user=user).exists():
        known = Person.objects.filter(user=None, email__iexact=email).order_by("pk").first()
        if known is not None:
            known.user = user
            known.save(update_fields=["user"])


def _gives_role(case: Case) -> bool:
    return case.kind in (CaseKind.REGISTER, CaseKind.CLAIM)
