"""The gates of families.access and relational.gates as they would be if somebody forgot what they are for.

Each hands the page what its address names, whoever asks. Only the mutation run puts them in (mutate_access.py).
"""

from functools import wraps

from django.shortcuts import get_object_or_404

from families.models import Contact, Family, FamilyMember, Flag, PlannedContact, Promise, RoutedRequest
from relational.models import User
from relational.permissions import Permission


def _open(permission, give):
    def gate(view):
        @wraps(view)
        def gated(request, **rest):
            request.family_roles = {"key_worker", "supervisor"}
            return view(request, *give(request, rest), **rest)

        gated.gate = permission
        return gated

    return gate


def family_page(permission):
    def give(request, rest):
        return [get_object_or_404(Family.objects.select_related("team"), pk=rest.pop("family"))]

    return _open(permission, give)


def thing_page(model, permission, *, also=None):
    def give(request, rest):
        return [get_object_or_404(model.objects.select_related("family"), pk=rest.pop("key"))]

    return _open(permission, give)


def own_page(permission):
    return _open(permission, lambda request, rest: [])


def person_page(permission, *, manages=False):
    def give(request, rest):
        return [get_object_or_404(User, pk=rest.pop("key"))]

    return _open(permission, give)


def my_family_page(view):
    def give(request, rest):
        member = getattr(request.user, "family_member", None)
        return [member or get_object_or_404(FamilyMember.objects.exclude(user=None)[:1])]

    return _open(Permission.READ_OWN_PERSON, give)(view)


my_page = my_family_page
request_page = thing_page(RoutedRequest, Permission.DECIDE_REQUEST)
asked_page = thing_page(RoutedRequest, Permission.ASK)


def flag_page(permission):
    return thing_page(Flag, permission)


def planned_page(permission):
    return thing_page(PlannedContact, permission)


def contact_page(permission):
    return thing_page(Contact, permission)


def promise_page(permission):
    return thing_page(Promise, permission)
