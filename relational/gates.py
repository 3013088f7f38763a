"""Gates for pages about the people of the service. Pages about families have theirs in families.access.

Out of sight is 404, as for somebody who does not exist; in sight without the right is 403.
"""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from relational import people
from relational.permissions import Permission, may


def person_page(permission: Permission, *, manages: bool = False):
    """Gate for a page about one person: the view gets the person in place of her key.

    With `manages`, only for somebody who may give and end everything that person holds, and never for herself.
    """

    def gate(view):
        @wraps(view)
        def gated(request, key, **rest):
            on = timezone.localdate()
            person = people.one(key, request.user, on)
            if person is None:
                raise Http404
            if not may(request.user, permission, on) or (manages and not people.manages(request.user, person, on)):
                raise PermissionDenied
            return view(request, person, **rest)

        gated.gate = permission
        return gated

    return gate
