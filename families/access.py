"""Gates: who comes to which page. Every page about a family has exactly one.

A family page opens for somebody with a live link to the family (families.models.links) whose role may do
that kind of act (relational.permissions). Out of reach is 404: no row, no name, no different answer.
In reach without the right is 403. Whoever comes in is on the record.
"""

from functools import partial, wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from families import late_words
from families.models import Contact, Family, Flag, LiveLink, PlannedContact, Promise, RoutedRequest
from relational.identity import as_portal
from relational.models import Look, Role
from relational.permissions import Permission, granted, may


def family_page(permission: Permission):
    """Gate for a page about one family: the view gets the family in place of its key."""

    def gate(view):
        @wraps(view)
        def gated(request, family, **rest):
            return shown(request, view(request, admit(request, family, permission), **rest))

        gated.gate = permission
        return gated

    return gate


def own_page(permission: Permission):
    """Gate for a page that is about oneself or one's own families: the role must be held today."""

    def gate(view):
        @wraps(view)
        def gated(request, **rest):
            if not may(request.user, permission, timezone.localdate()):
                raise PermissionDenied
            return view(request, **rest)

        gated.gate = permission
        return gated

    return gate


def open_page(view):
    """No gate, and said so: a page that shows nothing of anybody."""
    view.gate = None
    return view


def nobody(thing, user) -> bool:
    return False


def thing_page(model, permission: Permission, *, also=nobody):
    """Gate for a page about something that belongs to a family: reached as the family is.

    `also` names one more person who reaches the thing itself, such as whoever holds a request. Whoever may do
    nothing of the kind is told no more than that there is no such thing.
    """

    def gate(view):
        @wraps(view)
        def gated(request, key, **rest):
            if also is nobody and not may(request.user, permission, timezone.localdate()):
                raise Http404
            thing = model.objects.select_related("family").filter(pk=key).first()
            if thing is None:
                keep_late_words(request, model, key)
                raise Http404
            if also(thing, request.user):
                if thing.family_id:
                    look(request, thing.family_id, through="the thing itself")
            elif thing.family_id is None or getattr(thing, "asked_by_id", None) == request.user.pk:
                raise Http404  # alike: whoever asked is not told, nor is her record, whether the family is with us
            else:
                admit(request, thing.family_id, permission)
            return shown(request, view(request, thing, **rest))

        gated.gate = permission
        return gated

    return gate


def admit(request, key, permission: Permission) -> Family:
    """The family, if this person reaches it today and may do this; writes the look. Else 404 or 403."""
    request.asked_family = key
    on = timezone.localdate()
    links = LiveLink.objects.of(request.user, on).filter(family=key)
    roles = list(links.values_list("role", flat=True))
    if not roles:
        keep_late_words(request, None, key)
        raise Http404
    if not granted(roles, permission):
        raise PermissionDenied
    family = Family.objects.within_reach_of(request.user, on).select_related("team").get(pk=key)
    look(request, family.pk, through=roles[0])
    request.family_roles = set(roles)
    return family


def look(request, family, *, through: str) -> None:
    """Write down who read which page about which family, and by what right, before anything of it is read.

    A post is written down when it shows the family after all (see `shown`). What is written is kept on
    `request.looks` too, for whoever has to write it again because the transaction was rolled back.
    """
    seen = {"by": request.user, "family": family, "page": request.resolver_match.view_name, "through": through}
    if request.method == "POST":
        request.looks_if_shown = [*getattr(request, "looks_if_shown", []), seen]
    else:
        _seen(request, seen)


def looks(request, families, *, through: str) -> None:
    """Write down that a page of several families showed something that was said by them or of them."""
    page = request.resolver_match.view_name
    Look.objects.bulk_create(
        Look(by=request.user, family=key, page=page, through=through) for key in sorted(set(families))
    )


def shown(request, response):
    """A form that comes back with its errors shows the family; an answer that only leads on shows nothing."""
    if not 300 <= response.status_code < 400:
        for seen in getattr(request, "looks_if_shown", []):
            _seen(request, seen)
    return response


def _seen(request, seen: dict) -> None:
    Look.objects.create(**seen)
    request.looks = [*getattr(request, "looks", []), seen]


def keep_late_words(request, model, key) -> None:
    """Somebody whose link ended while she wrote: the page is closed to her, and her words are not lost."""
    if request.method != "POST":
        return
    now = timezone.now()
    on = timezone.localdate(now)
    words = late_words.written(request.POST)
    family = words and late_words.family_of(model, key, request.user, on)
    if family:
        request.is_late = True
        request.to_record.append(
            partial(
                late_words.keep,
                family=family, by=request.user, page=request.resolver_match.view_name, words=words, now=now, on=on,
            )
        )  # fmt: skip


def holds(asked, user) -> bool:
    """Whether this person is the one who should answer, and holds a role that may."""
    on = timezone.localdate()
    return may(user, Permission.DECIDE_REQUEST, on) and (
        RoutedRequest.objects.in_the_hands_of(user, on).filter(pk=asked.pk).exists()
    )


def request_page(view):
    """Gate for deciding a request: whoever holds it, or whoever may decide for its family."""
    return thing_page(
        RoutedRequest,
        Permission.DECIDE_REQUEST,
        also=holds,
    )(view)


def asked_page(view):
    """Gate for reading one's own request and what became of it: the asker alone."""

    @wraps(view)
    def gated(request, key, **rest):
        if not may(request.user, Permission.ASK, timezone.localdate()):
            raise PermissionDenied
        asked = RoutedRequest.objects.select_related("decided_by").filter(pk=key, asked_by=request.user).first()
        if asked is None:
            raise Http404
        return view(request, asked, **rest)

    gated.gate = Permission.ASK
    return as_portal(gated)


def flag_page(permission: Permission):
    return thing_page(Flag, permission)


def planned_page(permission: Permission):
    return thing_page(PlannedContact, permission)


def contact_page(permission: Permission):
    return thing_page(Contact, permission)


def promise_page(permission: Permission):
    return thing_page(Promise, permission)


def my_family_page(view):
    """Gate for the family's own pages: the view gets the member who signed in, and reaches her family alone."""

    @wraps(view)
    def gated(request, **rest):
        on = timezone.localdate()
        member = getattr(request.user, "family_member", None)
        if member is None or not granted(
            LiveLink.objects.of(request.user, on).filter(family=member.family_id).values_list("role", flat=True),
            Permission.READ_OWN_PERSON,
        ):
            raise PermissionDenied
        look(request, member.family_id, through=Role.FAMILY_MEMBER)
        return shown(request, view(request, member, **rest))

    gated.gate = Permission.READ_OWN_PERSON
    return as_portal(gated)


def my_page(view):
    """Gate for what a family member opens by herself: `my_family_page`, and whoever is not signed in comes to the
    letter's page, which says nothing of where she was."""
    gated = my_family_page(view)
    gated.login_url, gated.redirect_field_name = "/in/letter/", ""
    return gated
