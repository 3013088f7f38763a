"""The component kit's tags: wrappers with an inside, people, icons, telephone numbers, days and spans.

Built in for every template (settings); called as templates/ui/README.md says. Each wrapper hands over to the
template of the same name in templates/ui/, so markup lives there and only reading and choosing lives here.
"""

# ruff: noqa: E501 (an icon is one long line)

import datetime
import re

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import dateformat, timezone
from django.utils.html import format_html, strip_tags
from django.utils.safestring import mark_safe

from relational import faces

register = template.Library()


def piece(component: str, /, **known):
    return mark_safe(render_to_string(f"ui/{component}.html", known).strip())  # noqa: S308 (just rendered, so escaped)


def said(content: str) -> bool:
    """Whether a block holds anything a person could see."""
    return bool(strip_tags(content).strip()) or "<svg" in content or "<img" in content or "<input" in content


# People


@register.simple_tag
def face(who, size="m"):
    recipe = getattr(who, "face", "") or ""
    name = called(who)
    return format_html('<span class="face face--{}">{}</span>', size, faces.draw(recipe, name))


@register.filter
def called(who):
    """The name a person goes by; a plain text names itself."""
    if who is None or who == "":
        return ""
    return str(getattr(who, "called", "") or who)


# Wrappers


@register.simple_block_tag
def page_head(content, heading, line="", back="", back_label="Back", who=None):
    return piece(
        "page_head",
        actions=content if said(content) else "",
        heading=heading,
        line=line,
        back=back,
        back_label=back_label,
        who=who,
    )


@register.simple_block_tag
def card(content, title="", tone="", level=2, id="", t="", line=""):
    return piece("card", content=content, title=title, tone=tone, level=level, id=id, t=t, line=line)


@register.simple_block_tag
def section(content, title, id="", level=2, line=""):
    return piece("section", content=content, title=title, id=id, level=level, line=line)


@register.simple_block_tag
def rows(content, id=""):
    return piece("rows", content=content, id=id)


@register.simple_block_tag
def row(content, title="", line="", who=None, href="", id="", t="", unknown_face=False):
    return piece(
        "row",
        end=content if said(content) else "",
        title=title,
        line=line,
        who=who,
        href=href,
        id=id,
        t=t,
        unknown_face=unknown_face,
    )


@register.simple_block_tag
def trio(content):
    return piece("trio", content=content)


@register.simple_block_tag
def notice(content, kind="information", title="", id="", t=""):
    return piece("notice", text=content, kind=kind, title=title, id=id, t=t)


@register.simple_block_tag
def look_again(content, href="", label="Look", line="", t="", id="", about=""):
    return piece("look_again", content=content, href=href, label=label, line=line, t=t, id=id, about=about)


@register.simple_block_tag
def timeline(content, id=""):
    return piece("timeline", content=content, id=id)


@register.simple_block_tag
def timeline_item(content, title, line="", kind="note", id="", href="", level=3):
    return piece("timeline_item", content=content, title=title, line=line, kind=kind, id=id, href=href, level=level)


@register.simple_block_tag
def more(content, summary, open=False, id="", t=""):
    return piece("more", content=content, summary=summary, open=open, id=id, t=t)


@register.simple_block_tag
def table(content, caption, show_caption=False):
    return piece("table", content=content, caption=caption, show_caption=show_caption)


@register.simple_block_tag
def filter_bar(content, count="", action="", label="Show", t="filter"):
    return piece("filter_bar", content=content, count=count, action=action, label=label, t=t)


# A figure beside a voice. A half with nothing in it says so by itself: law 7 does not wait for a page to remember it.


@register.simple_block_tag
def paired(content, id="", t=""):
    figure, voice = "paired-half--figure" in content, "paired-half--voice" in content
    missing = "" if figure and voice else piece("paired_half", kind="voice" if figure else "figure", content="")
    return piece("paired", first="" if figure else missing, content=content, last=missing if figure else "", id=id, t=t)


@register.simple_block_tag
def figure_half(content, title="", missing="", level=3):
    return piece(
        "paired_half",
        kind="figure",
        content=content if said(content) else "",
        title=title,
        missing=missing,
        level=level,
    )


@register.simple_block_tag
def voice_half(content, title="", missing="", ask="", ask_label="Ask", level=3):
    return piece(
        "paired_half",
        kind="voice",
        content=content if said(content) else "",
        title=title,
        missing=missing,
        ask=ask,
        ask_label=ask_label,
        level=level,
    )


# Forms


@register.simple_block_tag
def two_halves(content, first, second):
    return piece("two_halves", first=first, second=second, content=content)


@register.simple_block_tag
def choice_cards(content, field):
    return piece("choice_cards", content=content, field=field)


@register.simple_block_tag
def choice_card(content, field, value, line="", icon=""):
    option = next((one for one in field.subwidgets if str(one.data["value"]) == str(value)), None)
    if option is None:
        return ""
    return piece(
        "choice_card",
        option=option.data,
        id=option.id_for_label,
        line=line,
        icon=icon,
        content=content if said(content) else "",
    )


@register.simple_block_tag
def form_actions(content):
    return piece("form_actions", content=content)


@register.simple_tag(takes_context=True)
def post_button(context, url, label, kind="", t="", name="", value="", about="", icon="", small=False):
    return piece(
        "post_button",
        csrf_token=context.get("csrf_token", ""),
        url=url,
        label=label,
        kind=kind,
        t=t,
        name=name,
        value=value,
        about=about,
        icon=icon,
        small=small,
    )


@register.filter
def is_optional(field):
    """Optional fields are marked, required ones are not. Chips that may all stay unticked explain themselves."""
    return (
        not field.field.required
        and not getattr(field.field, "explains_itself", False)
        and field.widget_type not in ("checkbox", "checkboxselectmultiple")
    )


@register.filter
def first_input_id(field):
    """Where a link in the error summary leads: the field, or its first chip."""
    if field.use_fieldset and field.auto_id:
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.filter
def lead_in(label):
    """A label before what is wrong with it: a question already ends itself."""
    label = str(label)
    return label if label.endswith(("?", ".", "…", ":")) else f"{label}:"


# Telephone


@register.simple_tag
def phone(number, label="", kind=""):
    return piece("phone", number=number, dial=re.sub(r"[^\d+]", "", str(number or "")), label=label, kind=kind)


@register.simple_tag
def emergency_numbers(small=False):
    """From settings, never from the database: these must show when nothing else does."""
    return piece("emergency_numbers", numbers=getattr(settings, "EMERGENCY_NUMBERS", ()), small=small)


@register.simple_tag
def service_phone():
    return getattr(settings, "SERVICE_PHONE", "")


@register.filter
def kind(message):
    """What a message framework's level is called here."""
    tag = getattr(message, "level_tag", "")
    return {"success": "done", "warning": "look_again", "error": "danger"}.get(tag, "information")


# Icons: strokes on a 24 grid, one hand. Always beside a word.

ICONS = {
    "phone": "M6.5 3.5h3l1.5 4.5-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4.5 1.5v3c0 1.7-1.3 3-3 3C10.3 20.5 3.5 13.7 3.5 6.5c0-1.7 1.3-3 3-3z",
    "message": "M4.5 5h15A1.5 1.5 0 0 1 21 6.5v9a1.5 1.5 0 0 1-1.5 1.5H12l-5 4v-4H4.5A1.5 1.5 0 0 1 3 15.5v-9A1.5 1.5 0 0 1 4.5 5zM7.5 9.5h9M7.5 13h5.5",
    "home": "M3.5 11.5 12 4l8.5 7.5M5.5 10v10h13V10M10 20v-5.5h4V20",
    "calendar": "M4 6.5A1.5 1.5 0 0 1 5.5 5h13A1.5 1.5 0 0 1 20 6.5v12a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5zM4 10h16M8.5 3v4M15.5 3v4",
    "clock": "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 7.5V12l3.5 2",
    "door": "M5 20.5h14M7 20.5v-17h10v17M13.8 12h.4",
    "leave": "M13.5 4H19v16h-5.5M4 12h10.5M11 8.2l3.8 3.8-3.8 3.8",
    "leaf": "M5 19c0-9 5-14 15-14.5C20 14.5 15 19.5 8 18.5M5 20.5C6.5 15.5 9.5 12 13.5 10",
    "look": "M2.5 12c2.5-4.5 5.7-6.5 9.5-6.5s7 2 9.5 6.5c-2.5 4.5-5.7 6.5-9.5 6.5s-7-2-9.5-6.5zM12 9.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6z",
    "people": "M9 4.5a3.3 3.3 0 1 1 0 6.6 3.3 3.3 0 0 1 0-6.6zM2.5 19.5c.4-4 2.8-6 6.5-6s6.1 2 6.5 6M15.5 5a3 3 0 0 1 .5 5.9M17.5 14c2.3.6 3.7 2.4 4 5.5",
    "person": "M12 4a3.9 3.9 0 1 1 0 7.8A3.9 3.9 0 0 1 12 4zM4.5 20.5c.5-4.5 3.2-6.5 7.5-6.5s7 2 7.5 6.5",
    "pen": "M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19zM13.5 7l3.5 3.5",
    "ask": "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM9.5 9.8c0-1.5 1.1-2.4 2.5-2.4s2.5.9 2.5 2.3c0 1.9-2.5 2-2.5 3.9M12 16.5v.1",
    "safe": "M12 3.5 19.5 6v5.5c0 4.5-3 7.5-7.5 9-4.5-1.5-7.5-4.5-7.5-9V6zM12 8.5v4M12 15.8v.1",
    "arrow": "M4.5 12h14M13 6.5l5.5 5.5-5.5 5.5",
    "back": "M19.5 12h-14M11 6.5 5.5 12l5.5 5.5",
    "check": "M4.5 12.5l5 5 10-11",
    "plus": "M12 5v14M5 12h14",
    "book": "M12 6.5C10 5 7 4.5 3.5 5v13.5C7 18 10 18.5 12 20c2-1.5 5-2 8.5-1.5V5C17 4.5 14 5 12 6.5zM12 6.5V20",
    "letter": "M3.5 6.5h17v12h-17zM3.5 7l8.5 6.5L20.5 7",
    "together": "M7 4.5a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2zM17 4.5a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2zM2.5 19.5v-2.5c0-2.5 2-4.5 4.5-4.5 2.2 0 3.8 1.5 5 3.5 1.2-2 2.8-3.5 5-3.5 2.5 0 4.5 2 4.5 4.5v2.5",
}


@register.simple_tag
def icon(name):
    if name not in ICONS:
        return ""
    flips = " icon--flips" if name in ("arrow", "back", "leave") else ""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" '
        'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        flips,
        ICONS[name],
    )


# Days and spans, as a person would say them.

NEAR = 330  # days within which a date needs no year


def local(moment):
    if isinstance(moment, datetime.datetime):
        return timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return moment


def as_day(moment):
    moment = local(moment)
    return moment.date() if isinstance(moment, datetime.datetime) else moment


def in_words(moment, shape):
    if not isinstance(moment, datetime.date):
        return ""
    date = as_day(moment)
    year = "" if abs((date - timezone.localdate()).days) < NEAR else " Y"
    return dateformat.format(date, shape + year)


@register.filter
def day(moment):
    return in_words(moment, "l j F")


@register.filter
def short_day(moment):
    return in_words(moment, "D j F")


@register.filter
def plain_day(moment):
    return in_words(moment, "j F")


@register.filter
def clock(moment):
    return dateformat.time_format(local(moment), "H:i") if isinstance(moment, datetime.datetime | datetime.time) else ""


@register.filter
def day_and_clock(moment):
    if not isinstance(moment, datetime.datetime):
        return day(moment)
    return f"{day(moment)}, {clock(moment)}"


@register.filter
def people(count, words="person,people"):
    """`{{ 1|people:"family,families" }}` gives 1 family."""
    one, many = words.split(",")
    return f"{count} {one if count == 1 else many}"


@register.filter
def minutes(count):
    if not count:
        return ""
    hours, rest = divmod(int(count), 60)
    said_hours = people(hours, "hour,hours") if hours else ""
    return " ".join(part for part in (said_hours, people(rest, "minute,minutes") if rest else "") if part)


@register.filter
def weeks(moment):
    """How long since then: 5 days, 31 weeks, 3 years."""
    if not isinstance(moment, datetime.date):
        return ""
    days = (timezone.localdate() - as_day(moment)).days
    if days < 0:
        return ""
    if days < 14:
        return people(days, "day,days")
    if days < 730:
        return people(days // 7, "week,weeks")
    return people(days // 365, "year,years")


@register.filter
def ago(moment):
    if not isinstance(moment, datetime.date):
        return ""
    days = (timezone.localdate() - as_day(moment)).days
    near = {0: "today", 1: "yesterday", -1: "tomorrow"}
    if days in near:
        return near[days]
    return f"{days} days ago" if days > 0 else f"in {-days} days"


@register.simple_tag
def since(moment, until=None):
    """A spell in words: since 22 October, 31 weeks; 4 March to 20 October."""
    if not isinstance(moment, datetime.date):
        return ""
    if until:
        return f"{plain_day(moment)} to {plain_day(until)}"
    days = (timezone.localdate() - as_day(moment)).days
    if days < 0:
        return f"from {day(moment)}"
    if days == 0:
        return "since today"
    return f"since {plain_day(moment)}, {weeks(moment)}"
