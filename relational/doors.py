"""Which doors a person has: the links at the top of every page. A page's own gate still decides."""

from django.urls import reverse
from django.utils import timezone

from relational.models import Role
from relational.permissions import Permission, granted

# Each role's doors, its first page first. The names are URLs; a page's own gate still decides.
DOORS = {
    Role.KEY_WORKER: [("Today", "families:today"), ("My families", "families:index"), ("Requests", "families:waiting")],
    Role.SUPERVISOR: [
        ("Team", "families:team"),
        ("Requests", "families:waiting"),
        ("New family", "families:refer"),
        ("People", "families:people"),
    ],
    Role.VOLUNTEER: [("Home", "volunteers:home")],
    Role.SERVICE_MANAGER: [("People", "families:people")],
    Role.ADMINISTRATOR: [("People", "families:people")],
    Role.RECORDS_OFFICER: [("Who looked", "families:who_looked"), ("People", "families:people")],
    Role.PROFESSIONAL: [("Ask", "families:ask_start")],
    Role.FAMILY_MEMBER: [("Home", "families:my_person")],
}
# Roles whose own pages are yet to come: a plain page with the telephone, and the components.
OTHERS = [("Help", "help"), ("Components", "gallery")]


def doors_for(request) -> list[dict]:
    """The doors this person has, with the one she stands in marked."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return []
    roles = roles_of(request)
    doors = dict.fromkeys(door for role, its in DOORS.items() if role in roles for door in its) or dict.fromkeys(OTHERS)
    return [{"label": label, "url": reverse(name), "current": request.path == reverse(name)} for label, name in doors]


def roles_of(request) -> set[str]:
    """The roles of whoever asks, today: asked of the database once for each page."""
    if not hasattr(request, "roles_today"):
        request.roles_today = request.user.roles_on(timezone.localdate())
    return request.roles_today


def has_own_details(request) -> bool:
    """Whether there is a page of her own details: for everybody who works here."""
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated) and granted(roles_of(request), Permission.OWN_DETAILS)
