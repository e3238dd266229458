"""Investors' accounts: asked for, proven, checked, active for twelve months at a time (INV-1)."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import verified_emails
from core import journal, numbering
from core.calendar import add_months
from core.models import StoredFile
from core.vietnamese import local_day
from ecosystem.registry.models import Organization
from programs.investors import notifications, policies
from programs.investors.choices import (
    CONTRIBUTORS,
    PROOFS_OF_KIND,
    RENEWAL_MONTHS,
    AccountStatus,
    InvestorKind,
    ProofKind,
)
from programs.investors.lifecycles import ACCOUNT
from programs.investors.models import InvestorAccount, Member, Proof

from . import ranking
from .errors import IncompleteError, MatchingError, refuse


@transaction.atomic
def request_account(
    kind: InvestorKind | str,
    name: str,
    *,
    by: User,
    contact_name: str,
    contact_email: str,
    contact_phone: str = "",
    about: str = "",
    contributors: int | None = None,
    organization: Organization | None = None,
    key: UUID | None = None,
    at: datetime | None = None,
    is_demo: bool = False,
) -> InvestorAccount:
    """Ask to be known as an investor. The same `key` again returns the account that stands."""
    if key and (standing := InvestorAccount.objects.filter(request_key=key).first()):
        return standing
    kind, moment = InvestorKind(kind), at or timezone.now()
    lowest, highest = CONTRIBUTORS
    is_startup_fund = kind == InvestorKind.STARTUP_FUND
    if is_startup_fund and not (contributors and lowest <= contributors <= highest):
        raise MatchingError(
            _("Quỹ theo Nghị định 38/2018/NĐ-CP có từ %(low)s đến %(high)s nhà đầu tư góp vốn.")
            % {"low": lowest, "high": highest}
        )
    if organization is not None:
        refuse(policies.act_for_firm(by, organization))
    year = local_day(moment).year
    account = InvestorAccount.objects.create(
        number=f"DT-{year}-{numbering.next_number(f'investor-{year}'):05d}",
        kind=kind,
        name=name,
        about=about,
        contributors=contributors if is_startup_fund else None,
        organization=organization,
        contact_name=contact_name,
        contact_email=contact_email,
        contact_phone=contact_phone,
        requested_by=by,
        requested_at=moment,
        request_key=key,
        is_demo=is_demo,
    )
    Member.objects.create(account=account, email=by.email.lower(), user=by, added_at=moment)
    journal.write("request_investor", account, by=by, at=moment, after={"kind": kind, "name": name})
    notifications.account_requested(account)
    return account


@transaction.atomic
def add_proof(
    account: InvestorAccount,
    kind: ProofKind | str,
    file: StoredFile,
    *,
    by: User,
    at: datetime | None = None,
) -> Proof:
    """Add a paper. A newer one of the same kind stands beside the older."""
    refuse(policies.act_for(by, account))
    proof = Proof.objects.create(
        account=account, kind=ProofKind(kind), file=file, added_by=by, added_at=at or timezone.now()
    )
    journal.write("add_proof", account, by=by, after={"kind": proof.kind, "sha256": file.sha256})
    return proof


@transaction.atomic
def check_proof(proof: Proof, *, by: User, at: datetime | None = None) -> Proof:
    """Say that the paper was read and is right."""
    refuse(policies.keep_account(by, proof.account))
    locked = Proof.objects.select_for_update().get(pk=proof.pk)
    if locked.checked_at is None:
        locked.checked_at, locked.checked_by = at or timezone.now(), by
        locked.save(update_fields=["checked_at", "checked_by"])
        journal.write("check_proof", proof.account, by=by, after={"kind": locked.kind})
    return locked


@transaction.atomic
def check(account: InvestorAccount, *, by: User, at: datetime | None = None) -> InvestorAccount:
    """Say that every paper of this kind of investor was read (INV-1). Raises IncompleteError."""
    moment = at or timezone.now()
    _demand_proofs(account, since=None)
    ACCOUNT.take(account, "check", by=by, changes={"checked_at": moment, "checked_by": by})
    return account


@transaction.atomic
def activate(account: InvestorAccount, *, by: User, at: datetime | None = None) -> InvestorAccount:
    """Open the firms' cards to the investor for twelve months."""
    until = _a_year_after(at)
    ACCOUNT.take(account, "activate", by=by, changes={"active_until": until, "message": ""})
    ranking.recompute_account(account, at=at)
    notifications.account_activated(account)
    return account


@transaction.atomic
def renew(account: InvestorAccount, *, by: User, at: datetime | None = None) -> InvestorAccount:
    """Another twelve months, on papers that were checked again since the last time (INV-1)."""
    moment = at or timezone.now()
    _demand_proofs(account, since=account.checked_at)
    ACCOUNT.take(account, "renew", by=by, changes=_renewed(by, moment))
    notifications.account_activated(account)
    return account


@transaction.atomic
def suspend(account: InvestorAccount, *, by: User | None, message: str) -> InvestorAccount:
    """Close the cards to the investor. `message` is what it is told."""
    step = "suspend" if by else "lapse"
    ACCOUNT.take(account, step, by=by, reason=message, changes={"message": message})
    ranking.recompute_account(account)
    notifications.account_suspended(account)
    return account


@transaction.atomic
def resume(account: InvestorAccount, *, by: User, at: datetime | None = None) -> InvestorAccount:
    """Open the cards again; where the twelve months are over, papers are checked again before."""
    moment = at or timezone.now()
    changes: dict[str, object] = {"message": ""}
    if account.active_until is None or account.active_until < local_day(moment):
        _demand_proofs(account, since=account.checked_at)
        changes |= _renewed(by, moment)
    ACCOUNT.take(account, "resume", by=by, changes=changes)
    ranking.recompute_account(account, at=at)
    notifications.account_activated(account)
    return account


@transaction.atomic
def end(account: InvestorAccount, *, by: User, reason: str = "") -> InvestorAccount:
    """Close the account for good. Open requests fall; what was agreed stays on record."""
    from_introductions = account.introductions.unanswered()
    ACCOUNT.take(account, "end", by=by, reason=reason)
    ranking.recompute_account(account)
    ranking.close_requests(from_introductions)
    return account


@transaction.atomic
def add_member(account: InvestorAccount, email: str, *, by: User) -> Member:
    """Let a colleague act for the investor; they see it when they sign in by this address."""
    refuse(policies.act_for(by, account))
    address = email.strip().lower()
    standing = account.members.filter(email__iexact=address, ended_at=None).first()
    if standing:
        return standing
    member = Member.objects.create(account=account, email=address)
    journal.write("add_member", account, by=by, after={"member": member.pk})
    notifications.member_added(account, address)
    return member


@transaction.atomic
def remove_member(member: Member, *, by: User) -> Member:
    """Somebody no longer acts for the investor; at least one stays. Raises MatchingError."""
    refuse(policies.act_for(by, member.account))
    InvestorAccount.objects.select_for_update().get(pk=member.account_id)
    others = member.account.members.filter(ended_at=None).exclude(user=None).exclude(pk=member.pk)
    if not others.exists():
        raise MatchingError(_("Nhà đầu tư cần còn ít nhất một người đăng nhập được."))
    member.ended_at = timezone.now()
    member.save(update_fields=["ended_at"])
    journal.write("remove_member", member.account, by=by, after={"member": member.pk})
    return member


@transaction.atomic
def adopt(user: User) -> int:
    """Join the person to the investors that named their address; return how many are new."""
    waiting = Member.objects.filter(user=None, ended_at=None, email__in=verified_emails(user))
    if not waiting.exists():
        return 0
    joined = list(waiting.select_for_update().select_related("account"))
    for member in joined:
        member.user = user
        member.save(update_fields=["user"])
        journal.write("join_investor", member.account, by=user, after={"member": member.pk})
    return len(joined)


def _a_year_after(at: datetime | None) -> date:
    return add_months(local_day(at or timezone.now()), RENEWAL_MONTHS)


def _renewed(by: User, moment: datetime) -> dict[str, object]:
    return {
        "active_until": _a_year_after(moment),
        "checked_at": moment,
        "checked_by": by,
        "renewal_noticed_at": None,
        "message": "",
    }


def missing_proofs(account: InvestorAccount, since: datetime | None = None) -> list[ProofKind]:
    """Return the kinds of papers that nobody has checked, since the moment if one is given."""
    checked = account.proofs.exclude(checked_at=None)
    if since is not None:
        checked = checked.filter(checked_at__gt=since)
    kinds = set(checked.values_list("kind", flat=True))
    return [kind for kind in PROOFS_OF_KIND[account.kind] if kind not in kinds]


def _demand_proofs(account: InvestorAccount, *, since: datetime | None) -> None:
    if account.status == AccountStatus.ENDED:
        return
    if missing := missing_proofs(account, since):
        names = ", ".join(f"“{kind.label}”" for kind in missing)
        raise IncompleteError(_("Còn giấy tờ chưa kiểm: %(names)s.") % {"names": names})
