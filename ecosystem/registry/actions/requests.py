"""What an owner, or somebody who says to be one, asks of a record that stands: claim, change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import actions as accounts
from accounts.choices import Purpose
from accounts.models import Consent, User
from core.lifecycle import Obstacle, ObstacleError
from ecosystem.registry import notifications, policies
from ecosystem.registry.choices import (
    FIELDS_BY_KEY,
    PROVES_LEGAL_FIELDS,
    CaseKind,
    EvidenceKind,
    FieldClass,
    ProofLevel,
)
from ecosystem.registry.models import Case, Organization

from . import drafts, organizations, records

FROZEN = Obstacle(
    "contested",
    gettext_lazy(
        "Có hai yêu cầu quản lý tổ chức này. Các ô pháp lý và liên hệ tạm khoá đến khi cán bộ "
        "quyết định."
    ),
)
NEEDS_PAPER = Obstacle(
    "needs_paper",
    gettext_lazy("Ô khoá cần giấy tờ: chọn tệp giấy chứng nhận hoặc văn bản có ký tên."),
)
FROZEN_FIELDS = frozenset({"contact_name", "contact_email", "contact_phone"})


@dataclass(frozen=True)
class Changed:
    """What became of a page of changes: published at once, or asked in a case."""

    published: tuple[str, ...]
    case: Case | None


@transaction.atomic
def claim(
    organization: Organization,
    answers: Mapping[str, Any],
    *,
    proof: ProofLevel | str,
    letter: UploadedFile | None,
    key: UUID,
    by: User | None,
) -> Case:
    """Ask to look after a record that stands (REGN-10). The same `key` gives the same case.

    With a second claimant both are told that another request exists (REGN-11). Raises
    core.files.FileRefusedError.
    """
    sent = Case.objects.filter(submit_key=key).first()
    if sent is not None:
        return sent
    others = list(Case.objects.contested_claims(organization))
    case = drafts.open_case(
        CaseKind.CLAIM,
        answers,
        organization.kind,
        by=by,
        organization=organization,
        proof=proof,
        email=answers.get("contact_email", ""),
        phone=answers.get("contact_phone", ""),
    )
    if letter is not None:
        drafts.add_file(case, letter, field="claim", kind=EvidenceKind.LETTER, by=by)
    drafts.send(case, key=key, by=by)
    if others:
        for contested in (*others, case):
            notifications.claim_contested(contested)
    return case


@transaction.atomic
def change(
    organization: Organization,
    answers: Mapping[str, Any],
    *,
    version: int,
    papers: Sequence[UploadedFile] = (),
    key: UUID,
    by: User,
) -> Changed:
    """Publish the free fields at once, and ask for the others in one case (REGN-12).

    `answers` holds what differs from the record of `version`. Raises ObstacleError,
    VersionConflictError, core.files.FileRefusedError; then nothing is done.
    """
    if not policies.may_act_for(by, organization):
        raise ObstacleError(policies.NOT_OWNER)
    sent = Case.objects.filter(submit_key=key).first()
    if sent is not None:
        return Changed((), sent)
    free = [name for name in answers if FIELDS_BY_KEY[name].field_class == FieldClass.FREE]
    asked = {name: answers[name] for name in answers if name not in free}
    if is_contested(organization) and any(_is_frozen(name) for name in answers):
        raise ObstacleError(FROZEN)
    if not papers and any(_is_locked(name) for name in asked):
        raise ObstacleError(NEEDS_PAPER)
    record = records.locked(organization, version)
    if free:
        organizations.apply_answers(record, answers, free, by=by, version=version)
    case = None
    if asked:
        case = drafts.open_case(
            CaseKind.CHANGE,
            asked,
            organization.kind,
            by=by,
            organization=organization,
            proof=proof_of(by, organization),
            email=by.email,
        )
        for paper in papers:
            drafts.add_file(case, paper, field="change", kind=EvidenceKind.OTHER, by=by)
        drafts.send(case, key=key, by=by)
    return Changed(tuple(free), case)


def is_contested(organization: Organization) -> bool:
    """Whether two people claim the record, so that its legal and contact fields are frozen."""
    return Case.objects.contested_claims(organization).count() > 1


def _is_frozen(name: str) -> bool:
    return name in FROZEN_FIELDS or _is_locked(name)


def _is_locked(name: str) -> bool:
    return FIELDS_BY_KEY[name].field_class == FieldClass.LOCKED


def proof_of(user: User, organization: Organization) -> str:
    """Return how this person has shown the right to act, the strongest proof first (REGN-10)."""
    proofs = set(
        organization.roles.in_force()
        .filter(person__user=user, may_act=True)
        .values_list("proof", flat=True)
    )
    return next(iter(proofs & PROVES_LEGAL_FIELDS), next(iter(proofs), ProofLevel.NONE))


@transaction.atomic
def set_consents(
    organization: Organization,
    subjects: Sequence[str],
    purposes: Mapping[Purpose, bool],
    *,
    text_version: str,
    by: User,
) -> None:
    """Give or withdraw each purpose. Without consent to be listed the profile is hidden at once.

    `subjects` are the code and the numbers of cases under which consents may stand (PRV-1).
    """
    if not policies.may_act_for(by, organization):
        raise ObstacleError(policies.NOT_OWNER)
    standing = Consent.objects.filter(subject_key__in=subjects, withdrawn_at=None)
    for purpose, wanted in purposes.items():
        given = list(standing.filter(purpose=purpose))
        if wanted and not given:
            accounts.give_consent(organization.code, purpose, text_version=text_version, by=by)
        if not wanted:
            for consent in given:
                accounts.withdraw_consent(consent, by=by)
            if given and purpose == Purpose.PUBLIC_LISTING:
                organizations.hide(
                    organization, by=None, reason=_("Chủ hồ sơ rút sự đồng ý đăng công khai")
                )
