"""What a firm shows to investors: that it raises money, its card, its room (INV-3, 4, 9)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import actions as consents
from accounts.choices import Purpose
from accounts.models import User
from core import journal
from core.calendar import add_months
from core.models import StoredFile
from core.vietnamese import date_short
from ecosystem.registry.actions.funding import set_raising
from ecosystem.registry.choices import Instrument
from ecosystem.registry.models import Organization
from programs.investors import policies
from programs.investors.choices import (
    CALL_MONTHS,
    CARD_FIELDS,
    CARD_FIELDS_BY_KEY,
    CONSENT_TEXT_VERSION,
    Audience,
    Sight,
)
from programs.investors.models import (
    AccessLine,
    FundingCall,
    InvestorAccount,
    InvestorCard,
    RoomFile,
)
from programs.investors.selectors import facts

from . import ranking
from .errors import MatchingError, refuse


@transaction.atomic
def open_call(
    organization: Organization,
    *,
    amount_vnd: Decimal,
    purpose: str,
    ends_on: date,
    by: User,
    instruments: Iterable[str] = (),
    agrees_to_share: bool = False,
    day: date | None = None,
    is_demo: bool = False,
) -> FundingCall:
    """Say that the firm looks for money until a day, six months at most (INV-4).

    Without the consent to share with investors nothing can be shown to them: it is asked for
    here where it does not stand (PRV-1). Raises MatchingError, ObstacleError.
    """
    today = day or timezone.localdate()
    refuse(policies.act_for_firm(by, organization))
    latest = add_months(today, CALL_MONTHS)
    if not today <= ends_on <= latest:
        raise MatchingError(
            _("Chọn ngày cuối trong sáu tháng tới, muộn nhất %(day)s.")
            % {"day": date_short(latest)}
        )
    if amount_vnd <= 0:
        raise MatchingError(_("Nhập số vốn cần gọi, bằng đồng."))
    if agrees_to_share:
        consents.give_consent(
            organization.code,
            Purpose.INVESTOR_SHARING,
            text_version=CONSENT_TEXT_VERSION,
            by=by,
        )
    elif not Organization.objects.filter(facts.shared_organizations(), pk=organization.pk).exists():
        raise MatchingError(_("Nhà đầu tư chỉ thấy doanh nghiệp khi bạn đồng ý chia sẻ với họ."))
    Organization.objects.select_for_update().get(pk=organization.pk)
    FundingCall.objects.ended_by(today).filter(organization=organization).update(closed_on=today)
    if FundingCall.objects.unclosed().filter(organization=organization).exists():
        raise MatchingError(_("Doanh nghiệp đang có một lần gọi vốn; đóng lần ấy trước."))
    call = FundingCall.objects.create(
        organization=organization,
        amount_vnd=amount_vnd,
        purpose=purpose,
        instruments=sorted(Instrument(value).value for value in instruments),
        opened_on=today,
        ends_on=ends_on,
        opened_by=by,
        is_demo=is_demo,
    )
    InvestorCard.objects.get_or_create(
        organization=organization,
        defaults={"audiences": {field.key: field.default.value for field in CARD_FIELDS}},
    )
    set_raising(organization, until=ends_on, by=by)
    # The amount is not in the journal: the owner decides who sees it.
    journal.write("open_funding_call", organization, by=by, after={"until": ends_on})
    ranking.recompute_organization(organization, today)
    return call


@transaction.atomic
def close_call(call: FundingCall, *, by: User, day: date | None = None) -> FundingCall:
    """Stop looking for money before the end; open requests fall with a neutral text (INV-F3)."""
    refuse(policies.act_for_firm(by, call.organization))
    if _close(call, by=by, day=day or timezone.localdate()):
        ranking.close_requests(call.organization.introductions.unanswered())
    return call


@transaction.atomic
def end_call(call: FundingCall, *, day: date) -> bool:
    """Write down that the last day has passed; return whether it was not written before."""
    return _close(call, by=None, day=day)


def _close(call: FundingCall, *, by: User | None, day: date) -> bool:
    locked = FundingCall.objects.select_for_update().get(pk=call.pk)
    if locked.closed_on is not None:
        return False
    locked.closed_on = call.closed_on = day
    locked.save(update_fields=["closed_on"])
    set_raising(call.organization, until=None, by=by)
    journal.write("close_funding_call", call.organization, by=by, after={"on": day})
    ranking.recompute_organization(call.organization, day)
    return True


@transaction.atomic
def save_card(
    organization: Organization,
    texts: Mapping[str, str],
    audiences: Mapping[str, str],
    *,
    by: User,
) -> InvestorCard:
    """Write the card and who sees each part, within the limits (INV-3). Raises MatchingError."""
    refuse(policies.act_for_firm(by, organization))
    for key, audience in audiences.items():
        if Audience(audience) not in CARD_FIELDS_BY_KEY[key].allowed:
            raise MatchingError(
                _("“%(field)s” không mở cho người này được.")
                % {"field": CARD_FIELDS_BY_KEY[key].label}
            )
    Organization.objects.select_for_update().get(pk=organization.pk)
    card, _made = InvestorCard.objects.get_or_create(
        organization=organization,
        defaults={"audiences": {field.key: field.default.value for field in CARD_FIELDS}},
    )
    before = dict(card.audiences)
    for key, text in texts.items():
        setattr(card, key, text)
    card.audiences = {**before, **{key: Audience(value).value for key, value in audiences.items()}}
    card.saved_at = timezone.now()
    card.save()
    journal.write(
        "save_investor_card",
        organization,
        by=by,
        before={"audiences": before},
        after={"audiences": card.audiences},
    )
    return card


@transaction.atomic
def write_look(
    organization: Organization,
    account: InvestorAccount,
    sight: Sight,
    *,
    by: User,
    file: RoomFile | None = None,
) -> None:
    """Write down who looked, once in ten minutes for the same sight (INV-9, PRV-3)."""
    since = timezone.now() - timedelta(minutes=10)
    lately = AccessLine.objects.filter(
        organization=organization, account=account, user=by, sight=sight, file=file, at__gte=since
    )
    if sight == Sight.FILE or not lately.exists():
        AccessLine.objects.create(
            organization=organization, account=account, user=by, sight=sight, file=file
        )


@transaction.atomic
def add_room_file(
    organization: Organization, title: str, file: StoredFile, *, by: User
) -> RoomFile:
    """Put a file into the room (INV-9)."""
    refuse(policies.act_for_firm(by, organization))
    added = RoomFile.objects.create(organization=organization, title=title, file=file, added_by=by)
    journal.write("add_room_file", organization, by=by, after={"sha256": file.sha256})
    return added


@transaction.atomic
def remove_room_file(file: RoomFile, *, by: User) -> None:
    """Take a file out of the room; who looked at it stays on record."""
    refuse(policies.act_for_firm(by, file.organization))
    removed = RoomFile.objects.kept().filter(pk=file.pk).update(removed_at=timezone.now())
    if removed:
        journal.write(
            "remove_room_file", file.organization, by=by, after={"sha256": file.file.sha256}
        )
