"""Random worlds, with Hypothesis: families in teams, people with roles and spells that begin and end around one day.

A world is plain rows (a dict of tables); `put` writes them in one go, past every verb, so that it may be a world no
verb would make: a spell whose person left, a role that ended before it began to matter, a request in a leaver's hands.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta
from uuid import UUID

from django.apps import apps
from django.utils import timezone
from hypothesis import strategies as st

DAY = date(2026, 11, 20)
LONG_AGO, FAR = DAY - timedelta(days=400), DAY + timedelta(days=400)
AROUND = [DAY + timedelta(days=n) for n in (-2, -1, 0, 1, 2)]
STARTS = st.sampled_from([LONG_AGO, LONG_AGO, LONG_AGO, *AROUND])
ENDS = st.sampled_from([None, None, None, None, *AROUND, FAR])
SEVERAL_ROLES = st.lists(
    st.sampled_from(
        ["key_worker", "key_worker", "volunteer", "volunteer", "supervisor", "supervisor", "professional",
         "professional", "service_manager", "records_officer", "administrator"]
    ), min_size=1, max_size=3,
)  # fmt: skip
NOW = timezone.make_aware(datetime.combine(DAY, datetime.min.time()))


@st.composite
def spans(draw, most=2, must_end=False):
    """Up to `most` spans of days, one after the other and never at once; some are empty, as the database allows."""
    found, not_before = [], None
    for _ in range(draw(st.integers(0, most))):
        start = draw(STARTS)
        if not_before and start < not_before:
            start = not_before
        end = draw(ENDS)
        if end is None and must_end:
            end = FAR
        if end is not None and end < start:
            end = start
        found.append((start, end))
        if end is None:
            break
        not_before = end
    return found


@st.composite
def worlds(draw, people=5, families=3):
    rows = defaultdict(list)
    count = iter(range(1, 1_000_000))

    def add(table, **columns):
        columns = {"id": UUID(int=next(count)), **columns}
        rows[table].append(columns)
        return columns["id"]

    def one_of(keys):
        return draw(st.sampled_from(keys))

    teams = [add("relational_team", name=name) for name in ("North", "South")]
    staff = [add("relational_user", name=f"P{n}", called=f"P{n}", is_active=draw(st.integers(0, 9)) > 0)
             for n in range(draw(st.integers(2, people)))]  # fmt: skip
    mothers = [add("relational_user", name=f"M{n}", called=f"M{n}", is_active=draw(st.integers(0, 9)) > 0)
               for n in range(draw(st.integers(1, families)))]  # fmt: skip
    for person in staff:
        for role in set(draw(SEVERAL_ROLES)):
            own_teams = teams if role == "supervisor" and draw(st.booleans()) else [one_of(teams)]
            for team in own_teams:
                for start, end in draw(spans()) or [(LONG_AGO, None)]:
                    add("relational_roleheld", user_id=person, role=role, started_on=start, ended_on=end,
                        team_id=team if role in ("key_worker", "volunteer", "supervisor") else None)  # fmt: skip
    for mother in mothers:  # one may work here as well
        for start, end in draw(spans()) or [(LONG_AGO, None)]:
            add("relational_roleheld", user_id=mother, role="family_member", started_on=start, ended_on=end,
                team_id=None)  # fmt: skip
        if draw(st.integers(0, 4)) == 0:
            add("relational_roleheld", user_id=mother, role="volunteer", started_on=LONG_AGO, ended_on=None,
                team_id=one_of(teams))  # fmt: skip
    anybody, ways_in = staff + mothers, list(mothers)
    for number in range(draw(st.integers(1, families))):
        family = add("families_family", name=f"F{number}", team_id=one_of(teams))
        of = {"family_id": family}
        add("families_supportperiod", **of, why="w", started_on=LONG_AGO, ended_on=None, started_by_id=staff[0])
        for grown in range(draw(st.integers(1, 2))):
            user = ways_in.pop() if ways_in and draw(st.integers(0, 3)) else None
            left, died = (draw(ENDS) if draw(st.integers(0, 3)) == 0 else None for _ in range(2))
            member = add("families_familymember", **of, name=f"G{grown}", called="G", user_id=user,
                         left_on=left, died_on=died)  # fmt: skip
            add("families_invitation", **of, member_id=member, mark=f"{member}", made_at=NOW, made_by_id=staff[0],
                expires_at=NOW + timedelta(days=9))  # fmt: skip
        add("families_contactdetail", **of, address="1 Oak Lane", started_on=LONG_AGO, ended_on=None)
        spells = []
        for role in ("key_worker", "volunteer"):
            for kind in ("named", "stand_in", "covering"):
                if kind == "covering" and not spells:
                    continue
                for start, end in draw(spans(must_end=kind == "covering", most=2 if kind == "named" else 1)):
                    ends = {"end_reason": "r", "end_side": "service", "ended_by_id": staff[0]} if end else {}
                    spell = add("families_relationship", **of, person_id=one_of(staff), role=role, kind=kind,
                                started_on=start, ended_on=end, start_reason="r", started_by_id=staff[0],
                                covers_for_id=spells[0] if kind == "covering" else None, **ends)  # fmt: skip
                    if kind == "named":
                        spells.append(spell)
        if len(spells) > 1:
            add("families_handover", **of, leaving_id=spells[0], arriving_id=spells[1], handed_over_on=DAY,
                why_not_together="w", recorded_by_id=staff[0])  # fmt: skip
        for start, end in draw(spans(must_end=True)):
            add("families_involvement", **of, person_id=one_of(anybody), why="w", asked_by="a",
                agreed=one_of(["yes", "yes", "yes", "not_yet", "not_safe", "no"]), added_by_id=staff[0],
                started_on=start, ended_on=end)  # fmt: skip
        for _ in range(draw(st.integers(0, 2))):
            contact = add("families_contact", **of, kind="at_home", outcome="seen", happened_on=DAY,
                          how_it_came="named", facts="f", logged_by_id=one_of(staff), logged_at=NOW)  # fmt: skip
            part = {**of, "contact_id": contact}
            add("families_whocame", **part, person_id=one_of(staff), capacity="key_work")
            add("families_wasthere", **part, member_id=member)
            add("families_keptapart", **part, words="w", reason="r", reviewer_id=staff[0], written_by_id=staff[0])
            add("families_promise", **part, words="w", due_on=DAY, promised_by_id=one_of(staff))
        add("families_plannedcontact", **of, person_id=one_of(staff), starts_at=NOW, planned_by_id=staff[0])
        if draw(st.booleans()):
            concern = add("families_concern", **of, raised_by_id=one_of(anybody), raised_at=NOW, words="w")
            for person in draw(st.lists(st.sampled_from(anybody), max_size=2, unique=True)):
                add("families_concerntold", **of, concern_id=concern, person_id=person)
        if draw(st.booleans()):
            add("families_routedrequest", family_id=one_of([family, family, None]), asked_by_id=one_of(anybody),
                held_by_id=one_of([None, *staff]), asked_at=NOW, child_name="c", child_born_on=DAY, postcode="p",
                purpose="see", need="n", for_the_family="f", holder="named", answer_by=DAY,
                **one_of([{"decided_at": None},
                          {"decided_at": NOW, "decided_by_id": staff[0], "decision": "carry", "reply": "r"}]))  # fmt: skip
        add("families_flag", **of, rule="faces_90d", level="review", version=1, window_start=DAY, window_end=DAY,
            numerator=1, raised_on=DAY)  # fmt: skip
        add("families_latewords", **of, by_id=one_of(anybody), page="families:log", words="w", at=NOW)
        rows["families_reading"].append(dict.fromkeys(COUNTS, 0) | {"id": next(count), **of, "counted_on": DAY})
    return {table: rows[table] for table in TABLES}


def _model(table):
    return next(model for model in apps.get_models() if model._meta.db_table == table)


COUNTS = [field.name for field in _model("families_reading")._meta.concrete_fields
          if field.get_internal_type() in ("PositiveIntegerField", "PositiveSmallIntegerField")]  # fmt: skip
TABLES = [
    "relational_team", "relational_user", "relational_roleheld", "families_family", "families_supportperiod",
    "families_familymember", "families_invitation", "families_contactdetail", "families_relationship",
    "families_handover", "families_involvement", "families_routedrequest", "families_contact", "families_whocame",
    "families_wasthere", "families_keptapart", "families_promise", "families_plannedcontact", "families_concern",
    "families_concerntold", "families_flag", "families_reading", "families_latewords",
]  # fmt: skip


def put(world, *, limit) -> None:
    for table, rows in world.items():
        more = {"limit_id": limit} if table == "families_flag" else {}
        model = _model(table)
        model.objects.bulk_create([model(**row, **more) for row in rows])
