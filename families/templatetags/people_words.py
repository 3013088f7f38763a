"""How people of the service are said in a line. Each takes a thing and gives a sentence; none asks the database."""

from datetime import timedelta

from django import template

from relational.templatetags import ui

register = template.Library()


def last_day(ended_on):
    """The last day something covers, from the first day it does not."""
    return ended_on - timedelta(days=1)


register.filter("last_day", last_day)


def _listed(parts) -> str:
    parts = list(parts)
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _role(held, person=None) -> str:
    """key worker in Manningham; health visitor, 0-19 service."""
    does = getattr(person, "professional", None) if person is not None and held.role == "professional" else None
    if does:
        return f"{does.job}{f', {does.organisation}' if does.organisation else ''}"
    return f"{held.get_role_display()}{f' in {held.team}' if held.team else ''}"


@register.filter
def role_title(held) -> str:
    return _capital(_role(held))


@register.filter
def roles_line(one) -> str:
    """Key worker in Manningham. Speaks Urdu and English."""
    held = one.held or one.before[-1:]
    roles = _listed(_role(role, one.person) for role in held)
    speaks = f" Speaks {one.person.speaks}." if one.person.speaks else ""
    return f"{_capital(roles)}.{speaks}" if roles else speaks.strip()


@register.filter
def days_line(one) -> str:
    """What the next days bring: away, leaving, not here any more, not begun."""
    if one.left_on:
        return f"Not here since {ui.day(one.left_on)}."
    said = []
    if one.leaves_on:
        said.append(f"Last day {ui.day(last_day(one.leaves_on))}.")
    if one.away_now:
        said.append(f"Away until {ui.day(last_day(one.away_now.ended_on))}.")
    elif one.away:
        said.append(f"Away from {ui.day(one.away[0].started_on)} to {ui.day(last_day(one.away[0].ended_on))}.")
    if one.held and all(role.started_on > one.on for role in one.held):
        said.append(f"Begins on {ui.day(min(role.started_on for role in one.held))}.")
    return " ".join(said)


@register.filter
def checks_line(one) -> str:
    """Only what wants somebody's eyes: run out, running out, not written down. Nothing of somebody who left."""
    if one.left_on:
        return ""
    said = [f"{check.get_what_display()} ran out on {ui.day(check.good_until)}." for check in one.run_out]
    said += [f"{check.get_what_display()} runs out on {ui.day(check.good_until)}." for check in one.run_out_soon]
    if one.missing:
        said.append(f"Not written down yet: {_listed(what[:1].lower() + what[1:] for what in one.missing)}.")
    return " ".join(said)


@register.filter
def role_span(held) -> str:
    """Since 3 March 2024, 31 weeks; or from when to when, with the last day."""
    if held.ended_on is None:
        return _capital(ui.since(held.started_on))
    if held.ended_on <= held.started_on:
        return f"Ended before it began, on {ui.day(held.ended_on)}"
    return f"{_capital(ui.plain_day(held.started_on))} to {ui.plain_day(last_day(held.ended_on))}"


@register.filter
def check_line(check, on) -> str:
    done = f"Done {ui.plain_day(check.done_on)}."
    if check.good_until is None:
        return f"{done} Does not end."
    return f"{done} {'Good until' if check.good_on(on) else 'Ran out on'} {ui.day(check.good_until)}."


@register.filter
def through_line(through) -> str:
    """4 families, the first since 3 March; one of them until 5 May."""
    if through.count == 1:
        said = ui.since(through.since)
        return f"{_capital(said)}{f', until {ui.day(last_day(through.until))}' if through.until else ''}."
    said = f"The longest {ui.since(through.since)}"
    return f"{said}; all end by {ui.day(last_day(through.until))}." if through.until else f"{said}."


@register.filter
def reached_line(reached) -> str:
    said = _capital(ui.since(reached.started_on))
    return f"{said}. Last day {ui.day(last_day(reached.ended_on))}." if reached.ended_on else f"{said}."


@register.filter
def goodbye_to(goodbyes) -> str:
    """Who will say goodbye to these 14 families?"""
    if goodbyes.count == 1:
        return "Who will say goodbye to this family?"
    return f"Who will say goodbye to these {goodbyes.count} families?"


@register.filter
def spell_line(spell) -> str:
    """Key worker since 3 March, 31 weeks."""
    return f"{_capital(spell.get_role_display())} {ui.since(spell.started_on)}."


@register.filter
def needs_line(needs) -> str:
    role = needs.spell.get_role_display()
    said = f"{needs.spell.person} has the name of {role} and can’t come any more."
    if needs.meanwhile:
        return f"{said} {needs.meanwhile} answers meanwhile."
    return f"{said} No stand-in: requests come to the supervisor." if needs.spell.role == "key_worker" else said


@register.filter
def meanwhile_line(one) -> str:
    if one.covered:
        until = ui.day(last_day(one.covered.ended_on))
        return f"{one.covered.person} comes from {ui.day(one.covered.started_on)} to {until} already."
    if one.stand_in:
        return f"{one.stand_in} comes. They know the name."
    return "No stand-in yet. Choose somebody by hand."


@register.filter
def around_line(involvement) -> str:
    """Eni's weight. Since 3 May, 9 weeks, until Friday 1 August. The family has not agreed yet."""
    days = f"{_capital(ui.since(involvement.started_on))}, until {ui.day(last_day(involvement.ended_on))}."
    agreed = "" if involvement.agreed == "yes" else " The family has not agreed, so nothing opens by it."
    return f"{involvement.why.rstrip(' .')}. {days}{agreed}"


@register.filter
def comes_line(spell) -> str:
    return f"{spell.family.name}: {ui.day(spell.started_on)} to {ui.day(last_day(spell.ended_on))}."
