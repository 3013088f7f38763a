"""How this app's things are said in a line. Each takes a thing and gives a sentence; none asks the database."""

from django import template
from django.utils import timezone

from families import flags
from families.models import Contact, spoken
from relational.models import Role
from relational.templatetags import ui

register = template.Library()

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def number_word(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


@register.filter
def greeting(day, user) -> str:
    """Good morning Amina. Four visits, one goodbye."""
    hour = timezone.localtime().hour
    hello = "Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening"
    parts = [f"{number_word(len(day.visits))} visit{'' if len(day.visits) == 1 else 's'}"]
    if day.goodbyes:
        parts.append(f"{number_word(len(day.goodbyes)).lower()} goodbye{'' if len(day.goodbyes) == 1 else 's'}")
    return f"{hello} {user}. {', '.join(parts)}."


@register.filter
def visit_title(visit) -> str:
    return f"{timezone.localtime(visit.planned.starts_at):%H:%M} {visit.called}"


@register.filter
def visit_line(visit) -> str:
    """What was promised comes first, else the last sentence written, else where it is."""
    family = visit.planned.family
    where = f"{family.area}. " if family.area else ""
    if visit.promises:
        return f"{where}You promised: {visit.promises[0].words}"
    return f"{where}{last_sentence(visit.last.facts)}" if visit.last else f"{where}You have not written about them yet."


def last_sentence(text: str) -> str:
    sentences = [part.strip() for part in text.replace("!", ".").replace("?", ".").split(".") if part.strip()]
    last = sentences[-1] if sentences else ""
    return f"“{last if len(last) <= 90 else last[:88].rsplit(' ', 1)[0] + '…'}.”"


@register.filter
def as_planned(key) -> str:
    return f"?planned={key}"


@register.filter
def asks(asked) -> str:
    job = getattr(getattr(asked.asked_by, "professional", None), "job", "")
    who = f"{asked.asked_by}, {job}," if job else str(asked.asked_by)
    about = spoken(asked.family.name) if asked.family else asked.child_name
    return f"{who} asks about {about}"


@register.filter
def answer_line(asked) -> str:
    said = f"{asked.get_purpose_display()}. Answer by {ui.day(asked.answer_by)}."
    return f"{said} {moves_on_line(asked)}".strip()


@register.filter
def moves_on_line(asked) -> str:
    """When it goes on to the next person, if nobody has answered: the stand-in, then the supervisor."""
    return f"On {ui.day(asked.moves_on)} it goes on to the next person." if asked.moves_on else ""


@register.filter
def promise_line(promise) -> str:
    late = promise.due_on < timezone.localdate()
    return f"{promise.family.name}. You said {'by ' if not late else 'it would be done by '}{ui.day(promise.due_on)}."


@register.filter
def goodbye_line(spell) -> str:
    return f"You say goodbye on {ui.day(spell.ended_on)}."


@register.filter
def not_seen_line(row) -> str:
    return f"{row.days} days ago. You agreed: every {'week' if row.rhythm == 7 else f'{row.rhythm} days'}."


@register.filter
def not_seen_sentence(row) -> str:
    return f"You have not seen {spoken(row.family.name)} for {row.days} days."


@register.filter
def in_a_short_sentence(flag) -> str:
    """For a list that says once, above it, that it is not about the family."""
    return flags.sentence(flag, worker=getattr(flag, "worker", None)).removesuffix(flags.NOT_ABOUT_THE_FAMILY).strip()


@register.filter
def ended(text) -> str:
    """Words of somebody's own with a full stop, so that another sentence can follow."""
    text = str(text).strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."


@register.filter
def whose(contact) -> str:
    """Grace's words, with Amina. / Amina's words."""
    names = {Contact.Words.FAMILYS: "The family’s words", Contact.Words.BOTH: "The family’s words and the worker’s"}
    there = [
        row.member.called
        for row in getattr(contact, "_prefetched_objects_cache", {}).get("was_there", [])
        if row.member.is_adult
    ]
    author = contact.logged_by.called if "logged_by" in contact._state.fields_cache else None
    if contact.whose_words == Contact.Words.MINE:
        return f"{author}’s words" if author else "The worker’s words"
    said = f"{' and '.join(there)}’s words" if there else names[Contact.Words.FAMILYS]
    if contact.whose_words == Contact.Words.BOTH:
        return f"{said}, and {author}’s" if author else names[Contact.Words.BOTH]
    return f"{said}, with {author}" if author else said


@register.filter
def contact_title(contact) -> str:
    what = {"call": "Call", "video": "Video call", "message": "Message"}.get(contact.kind, "Visit")
    return f"{what}, {ui.day(contact.happened_on)}"


@register.filter
def contact_line(contact) -> str:
    """Amina and Ruth, 50 minutes, at home."""
    names = [row.person.called for row in contact.who_came.all()]
    who = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    if not contact.was_achieved:
        return f"{who}. {contact.get_outcome_display()}."
    where = {"call": "", "video": "", "message": ""}.get(contact.kind, contact.get_kind_display().lower())
    return ", ".join(part for part in (who, ui.minutes(contact.minutes) if contact.minutes else "", where) if part)


@register.filter
def contact_mark(contact) -> str:
    """Which mark a contact has on the timeline: the same as on the ribbon."""
    if not contact.was_achieved:
        return "missed"
    if contact.how_it_came == Contact.How.NAMED:
        capacities = {row.capacity for row in contact.who_came.all()}
        return "volunteer" if capacities == {"volunteer"} else "named"
    if contact.how_it_came == Contact.How.STAND_IN:
        return "stand_in"
    return (
        "introduced"
        if contact.how_it_came in (Contact.How.REQUEST, Contact.How.BY_LAW) or contact.family_knew
        else "outside"
    )


@register.filter
def household_line(head) -> str:
    """Grace · Tobi, 3 · Eni, 7 months."""
    return " · ".join(f"{member.called}{age(member)}" for member in head.household)


def age(member) -> str:
    today = timezone.localdate()
    if member.is_adult:
        return ""
    if member.born_on is None:
        weeks = 40 - (member.due_on - today).days // 7 if member.due_on else None
        return (
            f" (due {ui.plain_day(member.due_on)}, {weeks} weeks)"
            if weeks is not None and 0 < weeks <= 42
            else " (expected)"
        )
    months = (
        (today.year - member.born_on.year) * 12 + today.month - member.born_on.month - (today.day < member.born_on.day)
    )
    if months < 1:
        weeks = max(0, (today - member.born_on).days // 7)
        return f", {weeks} week{'' if weeks == 1 else 's'}"
    return f", {months} month{'' if months == 1 else 's'}" if months < 24 else f", {months // 12}"


@register.filter
def of_key(choices, key):
    return choices.get(key, "")


@register.filter
def spell_line(spell) -> str:
    """Key worker from Monday 3 March until 20 October. Zofia moved away."""
    return f"{spell.get_role_display().capitalize()} from {ui.plain_day(spell.started_on)} until {ui.plain_day(spell.ended_on)}. {spell.end_reason}"


@register.filter
def with_you_line(spell) -> str:
    what = "Your volunteer" if spell.role == "volunteer" else "Your person"
    return f"{what} from {ui.plain_day(spell.started_on)} to {ui.plain_day(spell.ended_on)}"


@register.filter
def handover_title(handover) -> str:
    return f"{handover.leaving.person} said goodbye, {handover.arriving.person} said hello"


@register.filter
def kept_apart_for(contact, request) -> list:
    """Passages kept apart that this person may read: she wrote them, or reviews them. When the reviewer has left, the
    team's supervisor reviews, so that nothing falls out of everybody's sight. Nobody else sees a trace."""
    supervises = Role.SUPERVISOR in getattr(request, "family_roles", ())
    return [
        passage
        for passage in contact.kept_apart.all()
        if request.user.pk in (passage.written_by_id, passage.reviewer_id)
        or (supervises and Role.SUPERVISOR not in passage.reviewer.roles_on(timezone.localdate()))
    ]


@register.filter
def if_away(person) -> str:
    return f"If {person} is away" if person else "If nobody else can come"


@register.filter
def is_away(person) -> str:
    return f"{person} is away"


@register.filter
def comes_until(spell) -> str:
    from datetime import timedelta

    return f"{spell.person} comes until {ui.plain_day(spell.ended_on - timedelta(days=1))}"


@register.filter
def looked_line(one) -> str:
    """Your person. On 2 June, 28 May and 5 more days."""
    days = [ui.plain_day(day) for day in one.days[:3]]
    more = len(one.days) - len(days)
    if more:
        days.append(f"{ui.people(more, 'more day,more days')}")
    on = " and ".join([", ".join(days[:-1]), days[-1]] if len(days) > 1 else days)
    return f"{one.part[:1].upper()}{one.part[1:]}. On {on}."


@register.filter
def speaks_line(person) -> str:
    return f"Speaks {person.speaks}" if person.speaks else ""


@register.filter
def visit_in_words(planned) -> str:
    where = planned.get_kind_display().lower()
    return f"{planned.person}, {where}, about {ui.minutes(planned.minutes)}"


# What the visit form says of itself while it is folded.


@register.filter
def when_and_where(form) -> str:
    day, start, kind = form["happened_on"].value(), form["start"].value(), form["kind"].value()
    day = form.cleaned_data.get("happened_on") if form.is_bound else day  # what was typed may be no day at all
    said = "Today" if day == timezone.localdate() else ui.day(day) if day else "Which day?"
    clock = f", {start:%H:%M}" if hasattr(start, "strftime") else ""
    return f"{said}{clock}, {dict(form.fields['kind'].choices).get(kind, 'where?').lower()} · change"


def _touched(form, *names) -> bool:
    return form.is_bound and any(form[name].errors or form.data.get(name) for name in names)


@register.filter
def someone_else_open(form) -> bool:
    return _touched(form, "others", "someone_else", "someone_else_job", "family_knew")


@register.filter
def when_open(form) -> bool:
    return form.is_bound and any(form[name].errors for name in ("happened_on", "start", "minutes", "kind", "outcome"))


@register.filter
def more_open(form) -> bool:
    return _touched(form, "feelings", "promise", "promise_by", "next_visit")


@register.filter
def apart_open(form) -> bool:
    return _touched(form, "apart", "apart_reason")


@register.filter
def figures(measures) -> list[tuple[str, str]]:
    """A family's figures as facts. What is not known is a dash, never 0; a share is told as so many of so many."""

    def of(figure) -> str:
        return f"{figure.numerator} of {figure.denominator}" if figure.denominator else "–"

    return [
        ("Visits by the person named that day, 90 days", of(measures.named_share_90d)),
        ("By her or the stand-in", of(measures.named_or_stand_in_share_90d)),
        ("Different workers who came, 90 days", str(measures.faces_90d.numerator)),
        ("People met for the first time, 30 days", str(measures.new_faces_30d.numerator)),
        ("Changes of named worker, 12 months", str(measures.named_changes_12m.numerator)),
    ]


@register.filter
def counted_until(day) -> str:
    return "Up to today" if day == timezone.localdate() else f"Up to {ui.day(day)}, the last time it was met"
