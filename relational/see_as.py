"""See as: what each role can open, told from the permissions and the gates themselves. Nobody becomes anybody here.

Every page names its gate (view.gate), and every role its permissions (relational.permissions); this page lays one
beside the other, so that it can't say anything else than what the doors do.
"""

from dataclasses import dataclass

from django.urls import URLPattern, get_resolver

from relational.models import Role
from relational.permissions import GRANTED, Permission

# What each permission lets somebody do, in words that stand after "may".
WORDS = {
    Permission.READ_STORY: "read a family’s story, both halves",
    Permission.LOG_VISIT: "log a visit",
    Permission.PLAN_VISIT: "plan a visit or call it off",
    Permission.DECIDE_REQUEST: "answer requests from other services",
    Permission.APPOINT: "choose who is there for a family, and agree goodbyes",
    Permission.REFER: "bring a new family in",
    Permission.REVIEW: "read the team’s page and decide what to look at again",
    Permission.SEE_OWN_FAMILIES: "see the day and all families of her own",
    Permission.READ_OWN_PERSON: "read the family’s own page",
    Permission.VOLUNTEER_HOME: "see her next visit and who is beside her",
    Permission.KEEP_DIARY: "write a short diary of her own visits",
    Permission.ASK: "ask about a family through its named worker",
    Permission.READ_RECORD: "read who looked: what she did herself, and what her role may review",
    Permission.SEE_GALLERY: "look at the parts pages are built from",
    Permission.INVITE: "give a family member the letter that is her way in, and take it back",
    Permission.SEE_PEOPLE: "see who works here and what they may see",
    Permission.INVITE_PERSON: "invite somebody",
    Permission.MANAGE_PEOPLE: "give and end roles, write down checks, end access",
    Permission.OWN_DETAILS: "change her own details",
    Permission.INVOLVE: "agree and withdraw another professional’s involvement",
}

REACHES = {
    Role.KEY_WORKER: "Only families she is the named key worker of, and those she stands in for while she does.",
    Role.VOLUNTEER: "Only the family she is the named volunteer of. She reads first names and her own words.",
    Role.SUPERVISOR: "The families of the teams she supervises, and no others.",
    Role.SERVICE_MANAGER: "No family. Figures only.",
    Role.RECORDS_OFFICER: "No family. The record of who looked.",
    Role.ADMINISTRATOR: "No family. Accounts and settings.",
    Role.PROFESSIONAL: "No family’s page. Her own requests and their answers, whether or not a family agreed to her.",
    Role.FAMILY_MEMBER: "Her own family’s page alone, for as long as she lives there.",
}


@dataclass
class Opens:
    may: str
    pages: list[str]  # addresses, with what changes in each as …


@dataclass
class SeenAs:
    role: str
    label: str
    reaches: str
    opens: list[Opens]
    closed: list[str]


def seen_as(role: str) -> SeenAs:
    """What this role can open, and what stays shut to it."""
    pages = pages_by_permission()
    granted = GRANTED[role]
    return SeenAs(
        role=role,
        label=Role(role).label,
        reaches=REACHES[role],
        opens=[Opens(said(one), pages.get(one, [])) for one in Permission if one in granted],
        closed=[said(one) for one in Permission if one not in granted and pages.get(one)],
    )


def said(permission: str) -> str:
    return WORDS.get(permission, str(permission).replace("_", " "))


def pages_by_permission() -> dict[str, list[str]]:
    """Permission → the addresses whose gate asks for it, in the order of the site."""
    found: dict[str, list[str]] = {}
    for address, pattern in _pages(get_resolver()):
        gate = getattr(pattern.callback, "gate", None)
        if gate:
            found.setdefault(gate, []).append(address)
    return found


def _pages(resolver, before="/"):
    for pattern in resolver.url_patterns:
        here = before + _shown(str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            yield here, pattern
        else:
            yield from _pages(pattern, here)


def _shown(route: str) -> str:
    """families/<uuid:family>/end/ as one may read it: families/…/end/."""
    return "/".join("…" if part.startswith("<") else part for part in route.split("/"))
