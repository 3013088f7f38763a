from .base import Kept, Keyed, Spell, SpellQuerySet, append_only
from .events import Event, Look
from .letters import Letter
from .users import Role, RoleHeld, Service, Team, User

__all__ = [
    "Event",
    "Keyed",
    "Kept",
    "Letter",
    "Look",
    "Role",
    "RoleHeld",
    "Service",
    "Spell",
    "SpellQuerySet",
    "Team",
    "User",
    "append_only",
]
