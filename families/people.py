"""Somebody comes: the invitation of relational.people, and for a professional what she does and where."""

from django.db import transaction

from families.models import Professional
from relational import people
from relational.models import Role, User
from relational.refusals import Refusal


@transaction.atomic
def invite(*, role: str, job: str = "", organisation: str = "", **known) -> User:
    """Make a place for somebody (relational.people.invite). A professional says her job, so that families can read it.
    This opens no family: reach begins with a relationship or an involvement, each a decision of its own (law 6)."""
    if role == Role.PROFESSIONAL and not job.strip():
        raise Refusal("Write what she does: health visitor, nursery teacher.", field="job")
    person = people.invite(role=role, **known)
    if role == Role.PROFESSIONAL:
        Professional.objects.create(
            user=person, job=job.strip(), organisation=organisation.strip(), confirmed_on=known["on"]
        )
    return person
