"""How the supervisor's pages are said in a line. Each takes a thing and gives a sentence; none asks the database."""

from django import template
from django.utils import timezone

from families.models import Rule
from families.team import SHOW
from families.templatetags.in_words import whose
from relational.charts.words import count, listed
from relational.templatetags import ui

register = template.Library()


@register.filter
def team_line(how) -> str:
    """Manningham team · 38 families · worked out at 06:00"""
    teams = (
        f"{listed(team.name for team in how.teams)} {'team' if len(how.teams) == 1 else 'teams'}"
        if how.teams
        else "No team"
    )
    said = [teams, count(how.families, "family", "families")]
    if how.counted_at:
        at = timezone.localtime(how.counted_at)
        said.append(
            f"worked out at {ui.clock(at)}" + ("" if at.date() == timezone.localdate() else f" on {ui.day(at)}")
        )
    if how.not_counted:
        said.append(f"{how.not_counted} not counted yet")
    return " · ".join(said)


@register.filter
def list_line(how, show) -> str:
    shown = count(len(how.rows), "family", "families")
    return f"{shown}, {SHOW[show]}" if show in SHOW and show != "all" else f"{shown}, by name"


@register.filter
def beside_line(row) -> str:
    """Amina since 22 October. Ruth, volunteer, since 4 March."""
    beside, said = row.beside, []
    if beside.key_worker:
        said.append(f"{beside.key_worker.person} {ui.since(beside.key_worker.started_on)}")
    else:
        said.append("No named worker")
    if beside.covering:
        said.append(f"{beside.covering.person} comes meanwhile")
    if beside.volunteer:
        said.append(f"volunteer {beside.volunteer.person}")
    said += [f"goodbye to {spell.person} on {ui.plain_day(spell.ended_on)}" for spell in row.ends]
    return " · ".join(said)


@register.filter
def in_numbers(flag) -> str:
    """The two numbers a look-again goes by."""
    if flag.denominator is not None:
        return f"{flag.numerator} of {flag.denominator}"
    if flag.rule in (Rule.DAYS_SINCE_NAMED, Rule.NO_NAMED_WORKER):
        return (
            count(flag.numerator, "working day", "working days")
            if flag.limit.in_working_days
            else count(flag.numerator, "day", "days")
        )
    what = {Rule.NAMED_CHANGES_12M: ("change", "changes"), Rule.NEW_FACES_30D: ("new person", "new people")}
    return count(flag.numerator, *what.get(flag.rule, ("person", "people")))


@register.filter
def behind_line(contacts) -> str:
    return f"The {count(len(contacts), 'visit', 'visits')} behind it"


@register.filter
def named_line(spell) -> str:
    return f"Named {ui.since(spell.started_on, spell.ended_on)}. {spell.start_reason}"


@register.filter
def no_side_yet(spell) -> str:
    return f"{spell.person} has not written about it yet." if spell else "Nobody is named who could write about it."


@register.filter
def whose_and_when(contact) -> str:
    return f"{whose(contact)}, {ui.day(contact.happened_on)}"


@register.filter
def decided_line(flag) -> str:
    again = f"Look again on {ui.day(flag.review_on)}."
    return f"{flag.reason} {flag.decided_by}, {ui.day(flag.decided_at)}. {again}"
