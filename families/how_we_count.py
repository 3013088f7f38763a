"""The definitions of families.continuity in plain words, one entry for each figure of the team page.

Whoever changes what is counted there changes it here in the same step. See also the docstrings of
families.continuity and families.team, which are exact where these are plain.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Definition:
    key: str
    title: str
    means: str
    counted: str
    of: str
    missing: str

    @property
    def rows(self):
        return [("We count", self.counted), ("Of all", self.of), ("Who is missing", self.missing)]


DEFINITIONS = (
    Definition(
        "same-faces",
        "Same faces",
        "How often the person who came was the person the family calls theirs.",
        "Visits of the last 90 days at which the person who was named key worker on that day was there, alone or with others.",
        "Visits of the last 90 days by key workers, on days on which the family had a named key worker. "
        "The second number counts the stand-in of that day as well. It stands beside the first and never in its place. "
        "The chart says the same for each month; who was named is asked of the day of each visit.",
        "Families without a visit by a key worker in 90 days, and days on which nobody was named: against nobody, nothing can be compared.",
    ),
    Definition(
        "faces",
        "Faces at the door",
        "How many different people a family had to meet.",
        "Families that met more people than the dashed line says, each person counted once, in 8 weeks, face to face: "
        "key workers, volunteers and people of other services.",
        "Families with us that have been counted. One mark is one family.",
        "People met by telephone or video only, interpreters, and people who only watched. Visits nobody wrote down.",
    ),
    Definition(
        "requests",
        "Asked through us",
        "Other professionals ask the named worker about a family, and each is told by which day there is an answer.",
        "Requests of the last 90 days that were answered on that day or before.",
        "Requests of the last 90 days that were answered, or whose day has passed.",
        "Requests that still have time, requests we could not place with a family, and people who came without asking.",
    ),
    Definition(
        "rhythm",
        "The rhythm they agreed",
        "How often a family wants to be seen is agreed with it.",
        "Families whose own key worker or stand-in has not met or spoken to them for longer than they agreed, "
        "and who have no visit planned.",
        "Families with us that have agreed on a rhythm.",
        "Families with whom no rhythm is agreed. What was agreed may be old: ask.",
    ),
    Definition(
        "both-halves",
        "Both halves",
        "A visit has two halves: what happened, and how it was.",
        "Visits of the last 90 days that say how it was as well, in the family’s words or the worker’s.",
        "Visits of the last 90 days about which it was written what happened.",
        "Visits that nobody has written down. It is counted for a team only, and against nobody.",
    ),
    Definition(
        "not-heard",
        "Who is not heard",
        "Silence is not a yes, so we say whose words are missing.",
        "Families of whom nothing in their own words was written down in 8 weeks.",
        "Families with us today.",
        "What families said and nobody wrote down.",
    ),
)
