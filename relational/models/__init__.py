from .base import Kept, Keyed, Spell, SpellQuerySet, append_only
from .csp import CspReport
from .events import NO_FAMILY, Chain, Denial, Event, Link, Look, RecordCheck, Seal
from .letters import Letter
from .people import Away, Check
from .users import Role, RoleHeld, Service, Team, User

__all__ = [
    "CspReport",
    "NO_FAMILY",
    "Away",
    "Chain",
    "Check",
    "Denial",
    "Event",
    "Kept",
    "Keyed",
    "Letter",
    "Link",
    "Look",
    "RecordCheck",
    "Role",
    "RoleHeld",
    "Seal",
    "Service",
    "Spell",
    "SpellQuerySet",
    "Team",
    "User",
    "append_only",
]
