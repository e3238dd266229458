"""Letters of cohorts. Each holds a code and a link; what it is about is read there (PRV-5)."""

from typing import Any

from core import mail

from .models import FollowUp, Instalment, Member, Milestone
from .selectors.links import addresses, follow_up_url, own_cohort_url


def enrolled(member: Member) -> None:
    """The firm is in the cohort; its plan stands on its page."""
    _send("enrolled", member)


def handed_in(milestone: Milestone) -> None:
    """The receipt."""
    _send("handed_in", milestone.member)


def milestone_accepted(milestone: Milestone) -> None:
    _send("milestone_accepted", milestone.member)


def milestone_sent_back(milestone: Milestone) -> None:
    """What is missing is read behind the link."""
    _send("milestone_sent_back", milestone.member)


def milestone_reminder(milestone: Milestone) -> None:
    """A milestone is due soon."""
    _send("milestone_reminder", milestone.member, due_on=milestone.due_on)


def delay_asked(milestone: Milestone) -> None:
    """An officer asks why a milestone is late."""
    _send("delay_asked", milestone.member, due_on=milestone.due_on)


def put_off(milestone: Milestone) -> None:
    _send("put_off", milestone.member, due_on=milestone.due_on)


def instalment_ordered(instalment: Instalment) -> None:
    _send("instalment_ordered", instalment.member)


def graduated(member: Member) -> None:
    _send("graduated", member)


def withdrawn(member: Member) -> None:
    _send("withdrawn", member)


def termination_proposed(member: Member) -> None:
    """The reason is read behind the link, and answered there (PRG-20)."""
    _send("termination_proposed", member, answer_by=member.answer_by)


def kept(member: Member) -> None:
    _send("kept", member)


def terminated(member: Member) -> None:
    _send("terminated", member)


def certificate_issued(member: Member) -> None:
    _send("certificate_issued", member)


def follow_up(one: FollowUp) -> None:
    """Five questions behind a link that needs no password (PRG-19)."""
    _send("follow_up", one.member, link=follow_up_url(one), closes_on=one.closes_on)


def follow_up_reminder(one: FollowUp) -> None:
    _send("follow_up_reminder", one.member, link=follow_up_url(one), closes_on=one.closes_on)


def _send(name: str, member: Member, *, link: str = "", **context: Any) -> None:
    """Queue a letter for each address; who has none is called, invented firms get none."""
    if member.cohort.is_demo:
        return
    values = {"code": member.cohort.code, "link": link or own_cohort_url(), **context}
    for address in addresses(member):
        mail.send(f"cohorts/mail/{name}", address, values)
