"""Letters in this app's words. Written with the change, delivered after it (relational.post).

No letter names a child or says what kind of service this is: somebody else may hold the phone.
"""

from families.models import Relationship
from relational.post import post


def _adults_with_a_way_in(family):
    return [member.user for member in family.members.filter(user__isnull=False, left_on=None).select_related("user")]


def tell_family_of_new_person(spell: Relationship) -> None:
    for user in _adults_with_a_way_in(spell.family):
        post(user, "your_person", about=spell.pk, family=spell.family, spell=spell)


def tell_family_of_cover(spell: Relationship, *, until) -> None:
    for user in _adults_with_a_way_in(spell.family):
        post(user, "who_comes_meanwhile", about=spell.pk, family=spell.family, spell=spell, until=until)


def tell_person_of_new_family(spell: Relationship) -> None:
    post(spell.person, "a_family_for_you", about=spell.pk, family=spell.family, spell=spell)


def tell_holder_of_request(request) -> None:
    if request.held_by:
        post(
            request.held_by,
            "a_request_waits",
            about=f"{request.pk} {request.holder}",
            family=request.family,
            request=request,
        )


def tell_asker_of_decision(request) -> None:
    post(request.asked_by, "your_request_was_answered", about=request.pk, family=request.family, request=request)


def tell_of_concern(told) -> None:
    post(told.person, "keeping_safe", about=told.concern_id, family=told.family, concern=told.concern)
