"""How we are with families: what a supervisor's page says about the families of the teams she supervises today.

Reads only, a fixed number of queries for five families or fifty. Every figure is a Pair: a number, the list
behind it, and a voice. A voice is a family's own words, shown only to somebody who reaches that family anyway;
where nobody has said anything, that is what the page says. Lists of families stand by name, never by a figure.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Prefetch
from django.utils import timezone

from families import caseload, continuity, flags, support
from families.caseload import Beside, people_beside
from families.counting import FEWEST_FAMILIES, FEWEST_VISITS
from families.models import (
    Contact,
    Family,
    Flag,
    Kind,
    Limit,
    LiveLink,
    Relationship,
    RoutedRequest,
    Rule,
    SupportKind,
    SupportPeriod,
    WasThere,
    WhoCame,
)
from relational.charts import Chart
from relational.charts.dots import dots
from relational.charts.run import run
from relational.charts.words import count
from relational.models import Look, Role, RoleHeld, Team, User
from relational.permissions import Permission, granted

HEARD_DAYS = 56
REQUESTS_DAYS = 90
GOODBYE_SOON_DAYS = 28
SHOW = {"all": "all", "no_named": "no named worker", "goodbye": "goodbye soon"}


# --- Whose families ---------------------------------------------------------------------------------------------------


def supervised_by(user, on: date):
    """Teams this person supervises on that day, by name."""
    return Team.objects.filter(
        pk__in=RoleHeld.objects.on(on).filter(user=user, role=Role.SUPERVISOR).values("team")
    ).order_by("name")


def families_of(user, on: date):
    """Families with us on that day that this person reaches because she supervises their team, by name."""
    links = LiveLink.objects.of(user, on).filter(role=Role.SUPERVISOR)
    return Family.objects.open(on).filter(pk__in=links.values("family")).order_by("name", "pk")


def period_of(family, on: date) -> SupportPeriod | None:
    """The time with us that covers that day or begins after it."""
    return family.periods.from_(on).order_by("started_on").first()


def last_period(family) -> SupportPeriod | None:
    return family.periods.filter(ended_on__isnull=False).order_by("-ended_on").first()


@transaction.atomic
def refer_once(*, name, team, by, on: date, why, **facts) -> Family:
    """Refer a family in, unless this person has just done so in the same words: a form sent twice is one family."""
    with connection.cursor() as cursor:  # one referral of the team at a time; nobody may write the team's own row
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"refer {team.pk}"])
    same = SupportPeriod.objects.filter(family__name=name, family__team=team, started_by=by, started_on=on, why=why)
    before = same.select_related("family").first()
    return before.family if before else support.refer(name=name, team=team, by=by, on=on, why=why, **facts)


# --- The page ---------------------------------------------------------------------------------------------------------


@dataclass
class Asked:
    """One line of "look again": a flag that waits for a decision, or a family nobody is named for."""

    family: Family
    sentence: str
    flag: Flag | None = None
    line: str = ""


@dataclass
class Voice:
    """A passage of how it was, in the words of the family."""

    contact: Contact

    @property
    def words(self) -> str:
        return self.contact.how_it_was

    @property
    def whose(self) -> str:
        """In whose words, of which day. Never more of the family than that."""
        there = [row.member.called for row in self.contact.was_there.all() if row.member.is_adult]
        day = self.contact.happened_on
        return f"{' and '.join(there) if there else 'In their own words'}, {day:%A} {day.day} {day:%B}"


@dataclass
class Pair:
    """A figure and a voice. `number` None is too few to say; `rows` are the list behind the number."""

    key: str
    title: str
    number: str | None
    sentence: str
    line: str = ""
    chart: Chart | None = None
    behind: str = ""
    headers: tuple[str, ...] = ()
    rows: list[tuple] = field(default_factory=list)  # the first cell is the family
    families: list[Family] = field(default_factory=list)
    asks: str = ""
    voices: list[Voice] = field(default_factory=list)
    missing: str = "We have not heard families on this in the last 8 weeks."


@dataclass
class Row:
    """One family of the list, with the people beside it."""

    family: Family
    beside: Beside
    ends: list[Relationship]

    @property
    def people(self) -> list[User]:
        spells = (self.beside.key_worker, self.beside.covering, self.beside.volunteer)
        return [spell.person for spell in spells if spell]


@dataclass
class HowWeAre:
    teams: list[Team]
    families: int
    look_again: list[Asked]
    to_come: int
    pairs: list[Pair]
    rows: list[Row]
    counted_at: datetime | None
    not_counted: int


def how_we_are(user, now: datetime, *, show: str = "all") -> HowWeAre:
    """Everything the team page shows, in one read. Whose words are shown is on the record."""
    on = timezone.localdate(now)
    families = list(families_of(user, on).select_related("team").prefetch_related(people_beside(on)))
    figures = continuity.team_figures(families, on)
    waiting, to_come = look_again(families, now)
    pairs = the_pairs(families, figures, on)
    _on_the_record(user, [voice for pair in pairs for voice in pair.voices])
    return HowWeAre(
        teams=sorted({family.team for family in families}, key=lambda team: team.name) or list(supervised_by(user, on)),
        families=len(families), look_again=waiting, to_come=to_come, pairs=pairs, rows=the_rows(families, on, show=show),
        counted_at=figures.counted_at, not_counted=figures.not_counted,
    )  # fmt: skip


def _on_the_record(user, voices: Iterable[Voice]) -> None:
    """A passage on the team page is a look at that family's record, as on any of its own pages."""
    Look.objects.bulk_create(
        Look(by=user, family=voice.contact.family_id, page="families:team", through=Role.SUPERVISOR) for voice in voices
    )


def the_rows(families: list[Family], on: date, *, show: str = "all") -> list[Row]:
    """Families by name, all or those that need somebody: nobody named, or somebody who leaves within four weeks."""
    soon = on + timedelta(days=GOODBYE_SOON_DAYS)
    rows = [
        Row(
            family,
            Beside.of(family.beside),
            [
                spell
                for spell in family.beside
                if spell.kind == Kind.NAMED and spell.ended_on and spell.ended_on <= soon
            ],
        )
        for family in families
    ]
    wanted = {"no_named": lambda row: row.beside.key_worker is None, "goodbye": lambda row: row.ends}.get(show)
    return [row for row in rows if wanted is None or wanted(row)]


# --- Look again -------------------------------------------------------------------------------------------------------


def look_again(families: list[Family], now: datetime) -> tuple[list[Asked], int]:
    """What waits for a decision, the oldest first, then families with nobody named; and how many come after a day.

    The order is that of asking. It is never by how many there are about a family.
    """
    known = {family.pk: family for family in families}
    review = Flag.objects.open().filter(family__in=known, level=Flag.Level.REVIEW)
    waiting = review.visible_to_supervisor(now).select_related("limit", "worker_words_by").order_by("raised_at", "pk")
    asked = []
    for flag in waiting:
        flag.family = known[flag.family_id]
        asked.append(Asked(flag.family, _sentence(flag), flag, _since_line(flag)))
    told = {one.family.pk for one in asked if one.flag.rule == Rule.NO_NAMED_WORKER}
    for family in families:
        if Beside.of(family.beside).key_worker is None and family.pk not in told:
            asked.append(Asked(family, f"{family.name}: nobody is named for them today."))
    to_come = review.filter(supervisor_from__gt=now).count() if settings.WORKER_SEES_FIRST_HOURS else 0
    return asked, to_come


def _sentence(flag: Flag) -> str:
    """A flag's sentence for a list that says once, above it, that it is not about the family."""
    named = Beside.of(flag.family.beside).key_worker
    whole = flags.sentence(flag, worker=str(named.person) if named else "")
    return whole.removesuffix(flags.NOT_ABOUT_THE_FAMILY).strip()


def _since_line(flag: Flag) -> str:
    said = f"Asked on {flag.raised_on:%A} {flag.raised_on.day} {flag.raised_on:%B}."
    if flag.eased_on:
        said += f" Eased since {flag.eased_on.day} {flag.eased_on:%B}; it still wants your yes."
    if flag.worker_words:
        said += f" {flag.worker_words_by} has written how it came about."
    return said


# --- Figures beside voices --------------------------------------------------------------------------------------------


def the_pairs(families: list[Family], figures: continuity.TeamFigures, on: date) -> list[Pair]:
    """Each figure with its list and with a family's words about what it counts, never the same family's twice."""
    readings = continuity.latest(families, on)
    voices = said_lately(families, on)
    heard = {contact.family_id for contact in voices}
    own = [contact for contact in voices if contact.whose_words == Contact.Words.FAMILYS]
    pairs = [
        _same_faces(families, figures, readings, on),
        _faces_at_the_door(families, figures, on),
        _asked_through_us(families, on),
        _rhythm(families, on),
        _both_halves(families, figures, readings),
        _not_heard(families, heard),
    ]
    wanted = {
        "same-faces": lambda contact: contact.how_it_came == Contact.How.NAMED,
        "faces": lambda contact: (
            contact.how_it_came not in (Contact.How.NAMED, Contact.How.REQUEST, Contact.How.BY_LAW)
        ),
        "requests": lambda contact: contact.how_it_came in (Contact.How.REQUEST, Contact.How.BY_LAW),
        "rhythm": lambda contact: contact.family_id in {family.pk for family in pairs[3].families},
        "both-halves": lambda contact: True,
    }
    # The rarest words are chosen first. Beside a chart there is room for a second voice, once each figure has one.
    by_key = {pair.key: pair for pair in pairs}
    for key in ("requests", "faces", "rhythm", "same-faces", "both-halves", "faces", "same-faces"):
        found = next((contact for contact in own if wanted[key](contact)), None)
        if found and (not by_key[key].voices or by_key[key].chart):
            own.remove(found)
            by_key[key].voices.append(Voice(found))
    return pairs


def said_lately(families, on: date) -> list[Contact]:
    """The newest passage in the family's own words of each family that has said something in 8 weeks; newest first."""
    window = (on - timedelta(days=HEARD_DAYS - 1), on)
    newest = (
        Contact.objects.in_their_words()
        .filter(family__in=families, happened_on__range=window)
        .order_by("family", "-happened_on", F("started_at").desc(nulls_last=True), "-id")
        .distinct("family")
        .select_related("family")
        .prefetch_related(Prefetch("was_there", WasThere.objects.select_related("member")))
    )
    return sorted(newest, key=lambda contact: (contact.happened_on, str(contact.pk)), reverse=True)


def _shown(share: continuity.TeamShare) -> str | None:
    return None if share.too_few else f"{share.numerator} of {share.denominator}"


def _by_family(families, readings, numerator: str, denominator: str) -> list[tuple]:
    counted = [(family, readings[family.pk]) for family in families if family.pk in readings]
    return [
        (family, getattr(one, numerator), getattr(one, denominator))
        for family, one in counted
        if getattr(one, denominator)
    ]


def _same_faces(families, figures, readings, on) -> Pair:
    too_few = figures.named.too_few
    months = (
        None if too_few else run(continuity.monthly_named_share(families, on), title="Month by month", key="same-faces")
    )
    return Pair(
        key="same-faces", title="Same faces", number=_shown(figures.named),
        sentence="visits were by the person named that day",
        line="" if too_few else f"90 days. With the stand-in: {_shown(figures.named_or_stand_in)}", chart=months,
        behind="Family by family", headers=("Family", "By the named person", "All visits by key workers"),
        rows=[] if too_few else _by_family(families, readings, "key_work_named_90d", "key_work_90d"),
    )  # fmt: skip


def _faces_at_the_door(families, figures, on) -> Pair:
    limit = faces_limit(on)
    beyond = [family for family in families if figures.faces.get(family.pk, 0) > limit]
    too_few = figures.too_few_families
    return Pair(
        key="faces", title="Faces at the door", number=None if too_few else str(len(beyond)),
        sentence=f"{'family' if len(beyond) == 1 else 'families'} met more than {limit} people in 8 weeks",
        line="" if too_few else f"of {count(len(figures.faces), 'family', 'families')} counted",
        chart=None if too_few else dots(list(figures.faces.values()), limit, title="How many people each family met"),
        behind="Which families", headers=("Family", "Different people in 8 weeks"),
        rows=[(family, figures.faces[family.pk]) for family in beyond],
    )  # fmt: skip


def faces_limit(on: date) -> int:
    """Beyond how many people in 8 weeks the dots stand apart: more than the workers' level for 90 days.

    One of them may be the volunteer, so a family beyond it has met at least as many professionals as that level.
    """
    limit = Limit.objects.on(on).filter(rule=Rule.FACES_90D, support_kind="").first()
    return (limit.prompt or limit.review) if limit else 4


def _asked_through_us(families, on) -> Pair:
    known = {family.pk: family for family in families}
    window = (on - timedelta(days=REQUESTS_DAYS - 1), on)
    found = RoutedRequest.objects.filter(family__in=known, asked_at__date__range=window).order_by("asked_at")
    asked = [one for one in found if one.decided_at or one.answer_by < on]
    in_time = [one for one in asked if one.decided_at and timezone.localdate(one.decided_at) <= one.answer_by]
    too_few = len(asked) < FEWEST_VISITS or len({one.family_id for one in asked}) < FEWEST_FAMILIES
    fates = [(one.get_decision_display().split(",")[0] if one.decided_at else "not answered yet") for one in asked]
    said = [f"{label}: {fates.count(label)}" for label in dict.fromkeys(fates)]
    rows = [
        (known[one.family_id], f"{timezone.localdate(one.asked_at):%-d %B}", fate, "yes" if one in in_time else "no")
        for one, fate in zip(asked, fates, strict=True)
    ]
    return Pair(
        key="requests", title="Asked through us", number=None if too_few else f"{len(in_time)} of {len(asked)}",
        sentence="requests of other professionals were answered by the day we said", line="" if too_few else f"90 days. {'. '.join(said)}",
        behind="Which requests", headers=("Family", "Asked on", "What came of it", "In time"),
        rows=[] if too_few else sorted(rows, key=lambda row: row[0].name),
        missing="No family has spoken about a visit that came through a request in the last 8 weeks.",
    )  # fmt: skip


def _rhythm(families, on) -> Pair:
    past = sorted(caseload.not_seen(families, on), key=lambda row: (row.family.name, str(row.family.pk)))
    agreed = sum(1 for family in families if family.rhythm_days)
    return Pair(
        key="rhythm", title="The rhythm they agreed", number=str(len(past)) if agreed else None,
        sentence=f"{'family is' if len(past) == 1 else 'families are'} past the rhythm we agreed with them",
        line=f"of {count(agreed, 'family', 'families')} with a rhythm" if agreed else "",
        behind="Which families", headers=("Family", "Last seen", "Agreed"),
        rows=[(row.family, f"{row.days} days ago", "every week" if row.rhythm == 7 else f"every {row.rhythm} days") for row in past],
        families=[row.family for row in past],
        missing="These families have not been heard in the last 8 weeks." if past else "Nobody to ask: no family is past its rhythm.",
    )  # fmt: skip


def _both_halves(families, figures, readings) -> Pair:
    return Pair(
        key="both-halves", title="Both halves", number=_shown(figures.both_halves), sentence="visits written down say how it was as well",
        line="" if figures.both_halves.too_few else "90 days. Not counted against anybody",
        behind="Family by family", headers=("Family", "Both halves", "All written down"),
        rows=[] if figures.both_halves.too_few else _by_family(families, readings, "both_halves_90d", "logs_90d"),
    )  # fmt: skip


def _not_heard(families, heard) -> Pair:
    silent = [family for family in families if family.pk not in heard]
    return Pair(
        key="not-heard", title="Who is not heard", number=str(len(silent)) if families else None,
        sentence=f"of {count(len(families), 'family has', 'families have')} no words of their own with us in 8 weeks",
        line="We say it here because silence is not a yes", behind="Whom to ask", headers=("Family",),
        rows=[(family,) for family in silent], families=silent,
        missing="These are the families to ask." if silent else "Every family has been heard. Read their words in their stories.",
    )  # fmt: skip


# --- One look-again ---------------------------------------------------------------------------------------------------


def may_decide(flag: Flag, roles) -> bool:
    """A look-again for review is decided by the supervisor; a quiet question to the worker by the worker herself."""
    return supervises(roles) or (flag.level == Flag.Level.PROMPT and Role.KEY_WORKER in roles)


def supervises(roles) -> bool:
    return granted(roles, Permission.REVIEW)


def may_tell(roles) -> bool:
    """The worker's side is hers: the named worker, or whoever covers for her."""
    return Role.KEY_WORKER in roles


def comes_to(flag: Flag, roles, now: datetime) -> bool:
    """Whether it is somebody's to see yet: the worker sees it at once, the supervisor when she has had her day."""
    if Role.KEY_WORKER in roles or flag.decided_at:
        return True
    return flag.level == Flag.Level.REVIEW and flag.supervisor_from is not None and flag.supervisor_from <= now


@dataclass
class Evidence:
    """What stands behind a look-again: the contacts, or the people, or the spells."""

    contacts: list[Contact]
    people: list[User]
    spells: list[Relationship]


@dataclass
class OneLook:
    sentence: str
    limit: str
    evidence: Evidence
    named: Relationship | None
    last_words: Contact | None
    earlier: list[Flag]


def one_look(flag: Flag, on: date) -> OneLook:
    """Everything the page of one look-again shows, beside its ribbon."""
    family = flag.family
    named = Beside.of(family.relationships.on(on).select_related("person")).key_worker
    return OneLook(
        sentence=flags.sentence(flag, worker=str(named.person) if named else "").removesuffix(flags.NOT_ABOUT_THE_FAMILY).strip(),
        limit=limit_in_words(flag.limit), evidence=evidence(flag), named=named,
        last_words=(
            family.contacts.in_their_words().select_related("logged_by")
            .prefetch_related(Prefetch("was_there", WasThere.objects.select_related("member"))).newest_first().first()
        ),
        earlier=list(
            family.flags.filter(rule=flag.rule, decided_at__isnull=False).exclude(pk=flag.pk)
            .select_related("decided_by").order_by("-decided_at")
        ),
    )  # fmt: skip


def evidence(flag: Flag) -> Evidence:
    contacts = list(
        Contact.objects.filter(family=flag.family, pk__in=flag.contacts)
        .newest_first()
        .prefetch_related(Prefetch("who_came", WhoCame.objects.select_related("person")))
    )
    people, spells = [], []
    if flag.rule == Rule.NEW_FACES_30D:
        people = list(
            User.objects.filter(pk__in=continuity.new_faces(flag.family, flag.window_end).people).order_by(
                "called", "name"
            )
        )
    if flag.rule in (Rule.NAMED_CHANGES_12M, Rule.NO_NAMED_WORKER):
        held = (
            flag.family.relationships.named()
            .key_workers()
            .filter(started_on__lte=flag.window_end)
            .select_related("person")
        )
        spells = list(held.from_(flag.window_start).order_by("-started_on"))
    return Evidence(contacts, people, spells)


# --- How we count -----------------------------------------------------------------------------------------------------

UNITS = {
    Rule.FACES_90D: "a family meets {} different workers or more in 90 days",
    Rule.NEW_FACES_30D: "a family meets {} new people or more in 30 days",
    Rule.NAMED_CHANGES_12M: "the named worker changes {} or more in 12 months",
    Rule.NAMED_SHARE_90D: "the person named on the day was at fewer than {} in a hundred visits in 90 days",
    Rule.OUTSIDE_SHARE_90D: "more than {} in a hundred visits of other professionals in 90 days did not go through the named worker",
    Rule.DAYS_SINCE_NAMED: "the named worker has not seen a family for {}",
    Rule.NO_NAMED_WORKER: "a family has had no named worker for {}",
}


def _level(limit: Limit, at: int) -> str:
    if limit.rule in (Rule.DAYS_SINCE_NAMED, Rule.NO_NAMED_WORKER):
        return count(at, "working day", "working days") if limit.in_working_days else count(at, "day", "days")
    if limit.rule == Rule.NAMED_CHANGES_12M:
        return {1: "once", 2: "twice"}.get(at, f"{at} times")
    return str(at)


def limit_in_words(limit: Limit) -> str:
    """A limit as a sentence: when the worker is asked, and when the supervisor sees it too."""
    first = limit.prompt if limit.prompt is not None else limit.review
    said = f"We look again when {UNITS[limit.rule].format(_level(limit, first))}"
    if limit.support_kind:
        said += f" ({SupportKind(limit.support_kind).label})"
    if limit.minimum:
        said += f", and there were at least {limit.minimum} visits"
    if limit.prompt is not None and limit.review is not None and limit.prompt != limit.review:
        later = f"change {limit.review}" if limit.rule == Rule.NAMED_CHANGES_12M else _level(limit, limit.review)
        side = {Rule.NAMED_SHARE_90D: "below", Rule.OUTSIDE_SHARE_90D: "above"}.get(limit.rule, "from")
        return f"{said}. The supervisor sees it too {side} {later}."
    return f"{said}." if limit.review is not None else f"{said}. Only the worker is asked."


def limits_in_force(on: date) -> list[tuple[str, Limit]]:
    """Every limit of that day with its sentence, in the order of the rules."""
    order = {rule: number for number, rule in enumerate(Rule.values)}
    kinds = {kind: number for number, kind in enumerate(["", *SupportKind.values])}
    limits = sorted(Limit.objects.on(on), key=lambda limit: (order[limit.rule], kinds[limit.support_kind]))
    return [(limit_in_words(limit), limit) for limit in limits]
