"""After the offer: what a cohort does with an accepted application."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from programs.calls.lifecycles import APPLICATION
from programs.calls.models import Application

from .errors import CallError


@transaction.atomic
def enroll(application: Application, *, by: User | None) -> Application:
    """The firm is in the cohort. Raises ObstacleError, WrongStateError."""
    APPLICATION.take(application, "enroll", by=by)
    return application


@transaction.atomic
def graduate(application: Application, *, by: User | None) -> Application:
    APPLICATION.take(application, "graduate", by=by)
    return application


@transaction.atomic
def leave(application: Application, reason: str, *, by: User | None) -> Application:
    """The firm leaves by itself; its record stays (PRG-20)."""
    APPLICATION.take(application, "leave", by=by, reason=reason)
    return application


@transaction.atomic
def terminate(application: Application, reason: str, *, by: User | None) -> Application:
    """The centre ends it, with a reason (PRG-20)."""
    if not reason.strip():
        raise CallError(_("Viết lý do chấm dứt."))
    APPLICATION.take(application, "terminate", by=by, reason=reason)
    return application
