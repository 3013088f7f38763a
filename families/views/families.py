"""All my families, and one family's story."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_date

from families import caseload, involvements, who_came
from families.access import family_page, looks, own_page
from relational.charts.ribbon import ribbon
from relational.charts.strip import strip
from relational.models import Role
from relational.pages import page
from relational.permissions import Permission

RIBBON_DAYS, NARROW_RIBBON_DAYS, STRIP_DAYS = caseload.SHOWN_DAYS, 91, 182


@own_page(Permission.SEE_OWN_FAMILIES)
def index(request):
    on = timezone.localdate()
    show = request.GET.get("show", "all")
    longest_first = request.GET.get("order") == "unseen"
    rows = caseload.rows_of(request.user, on, show=show, longest_first=longest_first)
    looks(request, [row.family.pk for row in rows if row.words], through=Role.KEY_WORKER)
    visits = who_came.caseload_visits([row.family.pk for row in rows], on - timedelta(days=STRIP_DAYS), on)
    for number, row in enumerate(rows):
        row.wide, row.narrow = (
            strip(
                visits=visits.get(row.family.pk, []), until=on, family=row.family.name, key=f"s{number}", narrow=narrow
            )
            for narrow in (False, True)
        )
    return page(
        request,
        "families/families/index.html",
        {"rows": rows, "show": show, "choices": caseload.SHOW, "longest_first": longest_first, "on": on},
        fragment="families/families/_rows.html",
    )


@family_page(Permission.READ_STORY)
def story(request, family):
    on = timezone.localdate()
    before = parse_day(request.GET.get("before", ""))
    moments, more = caseload.story(family, before=before)
    if before:
        return page(
            request,
            "families/families/earlier.html",
            {"family": family, "moments": moments, "more": more, "before": before},
            fragment="families/families/_moments.html",
        )
    return page(
        request,
        "families/families/story.html",
        {
            "on": on,
            "family": family,
            "moments": moments,
            "more": more,
            "head": caseload.head(family, on),
            "ribbon": ribbons(family, on),
            "counted": caseload.counted(family, on),
            "may_log": Role.KEY_WORKER in request.family_roles or Role.SUPERVISOR in request.family_roles,
            "may_appoint": Role.SUPERVISOR in request.family_roles,
            "flags": caseload.open_flags(family, request.family_roles, timezone.now()),
            "asked": family.requests.open().select_related("asked_by__professional"),
            "around": involvements.around(family, on),
        },
    )


def ribbons(family, on: date) -> dict:
    """The ribbon twice: a year for a wide page, thirteen weeks for a phone. A family we last met long ago
    (one that came in a file, say) shows the time in which it was met instead."""
    first, until = caseload.first_day(family) or on, caseload.last_day_to_show(family, on)
    narrow_since = max(first, until - timedelta(days=NARROW_RIBBON_DAYS))
    since = first if until < on else max(first, on - timedelta(days=RIBBON_DAYS))
    spells, visits = who_came.ribbon_rows(family, since, until)
    return {
        "wide": ribbon(spells=spells, visits=visits, since=since, until=until),
        "narrow": ribbon(spells=spells, visits=visits, since=narrow_since, until=until, narrow=True),
    }


def parse_day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
