"""Which doors a person has: the links at the top of every page. A page's own gate still decides."""

from django.urls import reverse
from django.utils import timezone

from relational.models import Role

# Each role's doors, its first page first. The names are URLs; a page's own gate still decides.
DOORS = {
    Role.KEY_WORKER: [("Today", "families:today"), ("My families", "families:index"), ("Requests", "families:waiting")],
    Role.SUPERVISOR: [("Team", "families:team"), ("Requests", "families:waiting"), ("New family", "families:refer")],
    Role.VOLUNTEER: [("Home", "volunteers:home")],
    Role.PROFESSIONAL: [("Ask", "families:ask_start")],
    Role.FAMILY_MEMBER: [("Home", "families:my_person")],
}
# Roles whose own pages are yet to come: a plain page with the telephone, and the components.
OTHERS = [("Help", "help"), ("Components", "gallery")]


def doors_for(request) -> list[dict]:
    """The doors this person has, with the one she stands in marked."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return []
    roles = request.user.roles_on(timezone.localdate())
    doors = dict.fromkeys(door for role, its in DOORS.items() if role in roles for door in its) or dict.fromkeys(OTHERS)
    return [{"label": label, "url": reverse(name), "current": request.path == reverse(name)} for label, name in doors]
