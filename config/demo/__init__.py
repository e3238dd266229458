"""An invented registry with a history, so that a visitor sees the finished product."""

from .load import DEFAULT_ORGANIZATIONS, DEFAULT_SEED, RealOrganizationsError, load
from .people import SignIn, sign_ins

__all__ = [
    "DEFAULT_ORGANIZATIONS",
    "DEFAULT_SEED",
    "RealOrganizationsError",
    "SignIn",
    "load",
    "sign_ins",
]
