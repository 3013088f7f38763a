from .concerns import Concern, ConcernTold
from .contacts import Arrival, ArrivedPerson, Contact, KeptApart, PlannedContact, Promise, WasThere, WhoCame
from .continuity import ChangedFamily, Flag, Limit, Reading, Rule
from .families import ContactDetail, Family, FamilyMember, SupportKind, SupportPeriod, spoken
from .invitations import Handed, Invitation
from .involvements import Involvement, Professional
from .late_words import LateWords
from .links import LiveLink
from .relationships import Handover, Kind, Relationship, Side
from .requests import RoutedRequest

__all__ = [
    "Arrival",
    "ArrivedPerson",
    "ChangedFamily",
    "Concern",
    "ConcernTold",
    "Contact",
    "ContactDetail",
    "Family",
    "FamilyMember",
    "Flag",
    "Handed",
    "Handover",
    "Invitation",
    "Involvement",
    "KeptApart",
    "Kind",
    "LateWords",
    "Limit",
    "LiveLink",
    "PlannedContact",
    "Professional",
    "Promise",
    "Reading",
    "Relationship",
    "RoutedRequest",
    "Rule",
    "Side",
    "SupportKind",
    "SupportPeriod",
    "WasThere",
    "WhoCame",
    "spoken",
]
