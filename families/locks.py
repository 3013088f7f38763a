"""What each database role may see and do with what we know of families. See relational.locks for how it is said.

Who reaches a family is said once, in the view of live links (families.models.links); the functions here ask it.

LINKED   families I reach today, whatever I am to them
KNOWN    families whose story I reach: as key worker, or as supervisor of their team
OWN      the family I am of
NAMED    families I may hear the name of: linked, or named in a request in my hands or a concern of the last month
"""

from families.models.links import LIVE_LINKS, MY_LIVE_LINKS
from relational.locks import AT_THE_DOOR, ME, NO, YES, Lock, i_hold, my_teams, on
from relational.roles import CLOCK, ERRAND, PORTAL, REACH, STAFF

VIEWS = {  # name -> what it says, and who may read it
    "families_every_link": (LIVE_LINKS, ()),
    "families_live_link": (MY_LIVE_LINKS, (STAFF, PORTAL, ERRAND, CLOCK)),
}

FUNCTIONS = {
    "families_reached(roles text[]) RETURNS uuid[]": """
        SELECT coalesce(array_agg(DISTINCT family_id), '{}') FROM families_every_link
         WHERE user_id = relational_me() AND role = ANY (roles) AND started_on <= relational_day()
           AND (ended_on IS NULL OR ended_on > relational_day())""",
    "families_named_to_me() RETURNS uuid[]": """
        SELECT coalesce(array_agg(DISTINCT family_id), '{}') FROM (
            SELECT unnest(families_reached('{key_worker,volunteer,supervisor,family_member,professional}'))
            UNION ALL SELECT family_id FROM families_routedrequest WHERE held_by_id = relational_me() AND decided_at IS NULL
            UNION ALL SELECT c.family_id FROM families_concern c
             WHERE c.raised_at > relational_day() - 30 AND (c.raised_by_id = relational_me() OR EXISTS (
                SELECT 1 FROM families_concerntold t WHERE t.concern_id = c.id AND t.person_id = relational_me()))
        ) named (family_id) WHERE family_id IS NOT NULL""",
    # People of the families I reach who have a way in of their own.
    "families_people_reached() RETURNS uuid[]": """
        SELECT coalesce(array_agg(user_id), '{}') FROM families_familymember
         WHERE user_id IS NOT NULL
           AND family_id = ANY (families_reached('{key_worker,volunteer,supervisor,family_member}'))""",
    # Families I reached until two weeks ago at most, and not as one of them: my words about them may still arrive.
    "families_reached_lately() RETURNS uuid[]": """
        SELECT coalesce(array_agg(DISTINCT family_id), '{}') FROM families_every_link
         WHERE user_id = relational_me() AND role <> 'family_member' AND started_on <= relational_day()
           AND ended_on <= relational_day() AND ended_on > relational_day() - 14""",
    "families_contacts_i_logged() RETURNS uuid[]": """
        SELECT coalesce(array_agg(id), '{}') FROM families_contact WHERE logged_by_id = relational_me()""",
    "families_concerns_of_mine() RETURNS uuid[]": """
        SELECT coalesce(array_agg(id), '{}') FROM (
            SELECT id FROM families_concern WHERE raised_by_id = relational_me()
            UNION SELECT concern_id FROM families_concerntold WHERE person_id = relational_me()) mine (id)""",
}


def reached(*roles: str, column: str = "family_id") -> str:
    """SQL: the family in `column` is one that the person who asks reaches today in one of these roles."""
    return f"{column} = ANY ((SELECT families_reached('{{{','.join(roles)}}}'))::uuid[])"


LINKED = reached("key_worker", "volunteer", "supervisor", "family_member", "professional")
AT_WORK = reached("key_worker", "volunteer", "supervisor")
KNOWN = reached("key_worker", "supervisor")
SUPERVISED = reached("supervisor")
OWN = reached("family_member")
LOGGED_BY_ME = "contact_id = ANY ((SELECT families_contacts_i_logged())::uuid[])"
KNOWN_OR_LOGGED_BY_ME = f"{AT_WORK} AND ({KNOWN} OR {LOGGED_BY_ME})"
MY_CONCERNS = "ANY ((SELECT families_concerns_of_mine())::uuid[])"

ALL_BUT_WORDS = (
    "id, family_id, kind, outcome, happened_on, started_at, minutes, how_it_came, request_id, planned_id, family_knew,"
    " has_facts, whose_words, worry, logged_by_id, logged_at, arrival_id, arrival_key"
)
REQUEST_BUT_WORDS = (
    "id, family_id, asked_by_id, asked_at, child_name, child_born_on, postcode, purpose, could_carry, wanted_by,"
    " held_by_id, holder, answer_by, moves_on, looked_for_at, decision, decided_at, decided_by_id"
)
LATE = f"by_id = {ME} AND family_id = ANY ((SELECT families_reached_lately())::uuid[])"
ID_ON_LATE = Lock(see=on("late"), columns={"see": "id, family_id"})  # of which family a page was that is closed now
COUNTED = Lock(see=YES)  # the clock counts it: days and keys, nobody's words
HELD = Lock(see=YES, change=YES, becomes=NO, columns={"change": "id"})  # …and holds the row meanwhile, unchanged
ASKED_BY = Lock(see=YES)  # what the functions above read

LOCKS = {
    "families_family": {
        STAFF: Lock(
            see=f"id = ANY ((SELECT families_named_to_me())::uuid[]) OR team_id = ANY {my_teams('supervisor')}",
            add=f"team_id = ANY {my_teams('supervisor')}",
            change=reached("key_worker", "supervisor", "volunteer", column="id"),
            columns={"change": "area, speaks, safe_contact, rhythm_days"},  # never its name or its team
        ),
        PORTAL: Lock(see="id = ANY ((SELECT families_named_to_me())::uuid[])"),
        ERRAND: Lock(see=f"{on('letter')} OR {on('leaving')} OR {on('sight')} OR {on('late')}"),
        CLOCK: HELD,
        REACH: ASKED_BY,
    },
    "families_familymember": {
        STAFF: Lock(see=AT_WORK, add=SUPERVISED, change=KNOWN, columns={"change": "born_on, due_on, died_on, left_on"}),
        PORTAL: Lock(see=f"user_id = {ME}"),
        ERRAND: Lock(
            see=f"{on('letter')} OR ({on('looked')} AND {OWN})", change=on("letter"), columns={"change": "user_id"}
        ),
        CLOCK: Lock(see=YES),
        REACH: ASKED_BY,
    },
    "families_invitation": {
        STAFF: Lock(see=KNOWN, add=f"{KNOWN} AND made_by_id = {ME}", change=KNOWN),
        ERRAND: Lock(see=on("letter"), change=on("letter")),
    },
    "families_supportperiod": {
        STAFF: Lock(see=AT_WORK, add=SUPERVISED, change=SUPERVISED),
        PORTAL: Lock(see=OWN, columns={"see": "id, family_id, started_on, ended_on"}),
        ERRAND: Lock(see=on("sight"), columns={"see": "id, family_id, started_on, ended_on"}),
        CLOCK: Lock(see=YES, columns={"see": "id, family_id, started_on, ended_on, kind"}),
        REACH: Lock(see=YES, columns={"see": "family_id, started_on, ended_on"}),
    },
    "families_contactdetail": {
        # A volunteer's page asks only while a visit of hers is due (volunteers.visits).
        STAFF: Lock(see=AT_WORK, add=KNOWN, change=KNOWN),
        CLOCK: Lock(see=YES, columns={"see": "id, family_id, member_id, postcode, started_on, ended_on"}),
    },
    "families_relationship": {
        STAFF: Lock(see=f"{AT_WORK} OR person_id = {ME}", add=SUPERVISED, change=SUPERVISED),
        PORTAL: Lock(see=LINKED),
        ERRAND: Lock(see=f"{on('leaving')} OR {on('sight')}"),
        CLOCK: COUNTED,
        REACH: ASKED_BY,
    },
    "families_handover": {
        STAFF: Lock(see=KNOWN, add=SUPERVISED),
        ERRAND: Lock(see=on("sight"), columns={"see": "id, arriving_id"}),
        CLOCK: Lock(
            see=YES, columns={"see": "id, family_id, leaving_id, arriving_id, handed_over_on, met_together_id"}
        ),
    },
    "families_involvement": {
        STAFF: Lock(see=KNOWN, add=KNOWN, change=KNOWN),
        PORTAL: Lock(see=f"person_id = {ME}"),
        ERRAND: Lock(see=on("leaving"), change=on("leaving"), columns={"change": "ended_on, end_reason"}),
        CLOCK: Lock(see=YES, change=YES, columns={"change": "ended_on, end_reason"}),
        REACH: ASKED_BY,
    },
    "families_contact": {
        STAFF: Lock(
            see=f"{AT_WORK} AND ({KNOWN} OR logged_by_id = {ME})",
            add=f"{AT_WORK} AND logged_by_id = {ME}",
            change=f"{AT_WORK} AND logged_by_id = {ME}",
        ),
        PORTAL: Lock(see=OWN, columns={"see": "id, family_id, planned_id"}),  # which plans have come to be
        CLOCK: Lock(see=YES, columns={"see": ALL_BUT_WORDS}),
        REACH: Lock(see=YES, columns={"see": "id, family_id, logged_by_id"}),
        ERRAND: ID_ON_LATE,
    },
    "families_whocame": {
        STAFF: Lock(see=KNOWN_OR_LOGGED_BY_ME, add=AT_WORK),
        CLOCK: COUNTED,
    },
    "families_wasthere": {
        STAFF: Lock(see=KNOWN_OR_LOGGED_BY_ME, add=AT_WORK),
        CLOCK: COUNTED,
    },
    "families_keptapart": {STAFF: Lock(see=KNOWN, add=f"{KNOWN} AND written_by_id = {ME}")},
    "families_promise": {
        STAFF: Lock(see=KNOWN_OR_LOGGED_BY_ME, add=f"{AT_WORK} AND promised_by_id = {ME}", change=KNOWN),
        ERRAND: ID_ON_LATE,
    },
    "families_plannedcontact": {
        STAFF: Lock(see=f"{AT_WORK} AND ({KNOWN} OR person_id = {ME})", add=AT_WORK, change=AT_WORK),
        PORTAL: Lock(see=OWN),
        CLOCK: COUNTED,
        ERRAND: ID_ON_LATE,
    },
    "families_routedrequest": {
        STAFF: Lock(
            see=f"{KNOWN} OR held_by_id = {ME} OR (family_id IS NULL AND {i_hold('supervisor')})",
            change=f"{KNOWN} OR held_by_id = {ME} OR (family_id IS NULL AND {i_hold('supervisor')})",
            # Whoever holds it may answer it, and not turn it into a request about another family.
            becomes=f"{KNOWN} OR family_id IS NULL OR family_id = ANY ((SELECT families_named_to_me())::uuid[])",
            columns={
                "change": "family_id, held_by_id, holder, moves_on, decision, plan, reply, family_agreed, decided_at,"
                " decided_by_id"
            },
        ),
        PORTAL: Lock(
            see=f"asked_by_id = {ME}",
            add=f"asked_by_id = {ME} AND family_id IS NULL AND held_by_id IS NULL AND decided_at IS NULL"
            " AND looked_for_at IS NULL",
        ),
        ERRAND: Lock(
            see=f"{on('leaving')} OR {on('sight')}",
            change=on("leaving"),
            columns={"see": REQUEST_BUT_WORDS, "change": "held_by_id, holder, moves_on"},
        ),
        CLOCK: Lock(
            see=YES,
            change=YES,
            columns={"see": REQUEST_BUT_WORDS, "change": "family_id, held_by_id, holder, moves_on, looked_for_at"},
        ),
        REACH: Lock(see=YES, columns={"see": "family_id, held_by_id, decided_at"}),
    },
    "families_concern": {
        STAFF: Lock(see=f"{KNOWN} OR id = {MY_CONCERNS}", add=f"{LINKED} AND raised_by_id = {ME}"),
        PORTAL: Lock(see=f"raised_by_id = {ME}", add=f"{LINKED} AND raised_by_id = {ME}"),
        REACH: Lock(see=YES, columns={"see": "id, family_id, raised_by_id, raised_at"}),
    },
    "families_concerntold": {
        STAFF: Lock(see=f"{KNOWN} OR concern_id = {MY_CONCERNS}", add=LINKED, change=f"person_id = {ME}"),
        PORTAL: Lock(see=f"concern_id = {MY_CONCERNS}", add=LINKED, change=f"person_id = {ME}"),
        REACH: ASKED_BY,
    },
    "families_latewords": {
        STAFF: Lock(
            see=SUPERVISED,
            add=LATE,
            change=SUPERVISED,
            columns={"change": "taken_up_by_id, taken_up_at"},
        ),
        PORTAL: Lock(add=LATE),
    },
    "families_reading": {STAFF: Lock(see=KNOWN), CLOCK: Lock(see=YES, add=YES, change=YES, remove=YES)},
    "families_changedfamily": {STAFF: Lock(add=LINKED), CLOCK: Lock(see=YES, add=YES, change=YES, remove=YES)},
    "families_flag": {
        STAFF: Lock(see=KNOWN, change=KNOWN),
        CLOCK: Lock(see=YES, add=YES, change=YES),
        ERRAND: ID_ON_LATE,
    },
}

OPEN = {
    "families_limit": {STAFF: "SELECT", PORTAL: "SELECT", CLOCK: "SELECT"},
    "families_professional": {STAFF: "SELECT, INSERT", PORTAL: "SELECT", CLOCK: "SELECT"},
    "families_arrival": {STAFF: "SELECT"},
    "families_arrivedperson": {STAFF: "SELECT"},
}

# People and the roles they hold stand under the roof (relational.models.users), but who of them may be seen goes by
# families: a mother's name is nobody's but hers and that of those who reach her.
NOT_OF_A_FAMILY = (
    "(NOT EXISTS (SELECT 1 FROM relational_roleheld h WHERE h.user_id = relational_user.id AND h.role = 'family_member')"
    " OR EXISTS (SELECT 1 FROM relational_roleheld h WHERE h.user_id = relational_user.id AND h.role <> 'family_member'))"
)
# Whoever logs a visit may write down a visitor nobody knew; who may sign in is another matter (relational.people).
MANAGES_OR_WRITES = f"({ME} IS NOT NULL AND email IS NULL) OR " + i_hold("administrator", "supervisor")
PEOPLE_I_MANAGE = "ANY ((SELECT relational_people_i_manage())::uuid[])"
SOMEBODY = f"({ME} IS NOT NULL OR {AT_THE_DOOR})"
# Nobody gives herself a role or ends one; a supervisor gives those of her teams. See relational.people.
MAY_GIVE = (
    f"user_id <> {ME} AND ({i_hold('administrator')} OR ({i_hold('supervisor')} AND (role = 'professional'"
    f" OR (role IN ('key_worker', 'volunteer') AND team_id = ANY {my_teams('supervisor')}))))"
)
OF_MY_CONCERNS = (
    "(kind = 'keeping_safe' AND (about = ANY ((SELECT families_concerns_of_mine())::text[])"
    f" OR {reached('key_worker', 'supervisor', column='family')}))"
)
PEOPLE_I_REACH = "ANY ((SELECT families_people_reached())::uuid[])"
RECORDS = i_hold("records_officer")
MANAGES = i_hold("administrator", "supervisor")
REACHED_AS_KNOWN = reached("key_worker", "supervisor", column="family")
REACHED_AS_SUPERVISOR = reached("supervisor", column="family")
LOCKS |= {
    "relational_letter": {
        # Whoever told somebody of a concern may see whether the letter went out.
        STAFF: Lock(
            see=f"to_id = {ME} OR {OF_MY_CONCERNS}", add=SOMEBODY, change=MANAGES, columns={"change": "given_up_at"}
        ),
        PORTAL: Lock(see=f"to_id = {ME} OR {OF_MY_CONCERNS}", add=SOMEBODY),
        ERRAND: Lock(add=f"{on('leaving')} OR {on('late')}"),
        CLOCK: Lock(see=YES, add=YES, change=YES, columns={"change": "tries, delivered_at, given_up_at"}),
    },
    "relational_user": {
        STAFF: Lock(
            see=f"id = {ME} OR ({ME} IS NOT NULL AND {NOT_OF_A_FAMILY}) OR id = {PEOPLE_I_REACH} OR {AT_THE_DOOR}",
            add=MANAGES_OR_WRITES,
            change=f"id = {ME} OR {i_hold('administrator')} OR id = {PEOPLE_I_MANAGE} OR id = {PEOPLE_I_REACH}"
            f" OR {AT_THE_DOOR}",
            columns={"change": "last_login, password, is_active, called, face, phone, answers, speaks, introduction"},
        ),
        PORTAL: Lock(
            see=f"id = {ME} OR ({ME} IS NOT NULL AND {NOT_OF_A_FAMILY}) OR {AT_THE_DOOR}",
            change=f"id = {ME} OR {AT_THE_DOOR}",
            columns={"change": "last_login, password"},
        ),
        ERRAND: Lock(
            see=f"{on('letter')} OR {on('leaving')} OR {on('sight')} OR {on('late')} OR {on('address')}",
            add=on("letter"),
            change=on("letter"),
            columns={"change": "password"},
        ),
        CLOCK: Lock(see=YES, change=YES, columns={"change": "is_active, password"}),
        REACH: Lock(see=YES, columns={"see": "id, is_active"}),
    },
    "relational_roleheld": {
        STAFF: Lock(
            see=SOMEBODY,
            add=MAY_GIVE,
            change=f"({MAY_GIVE}) OR (role = 'family_member' AND user_id = {PEOPLE_I_REACH})",
            columns={"change": "ended_on"},
        ),
        PORTAL: Lock(see=SOMEBODY),
        ERRAND: Lock(
            see=f"{on('letter')} OR {on('leaving')} OR {on('sight')} OR {on('late')}",
            add=f"{on('letter')} AND role = 'family_member'",
        ),
        CLOCK: Lock(see=YES),
        REACH: ASKED_BY,
    },
    # The record: anybody's deed is written, and only what is one's own to see is read.
    "relational_event": {
        STAFF: Lock(
            see=f"by_id = {ME} OR {REACHED_AS_KNOWN} OR {RECORDS} OR (family IS NULL AND {i_hold('administrator')})",
            add=f"by_id = {ME} OR {AT_THE_DOOR}",
        ),
        PORTAL: Lock(see=f"by_id = {ME}", add=f"by_id = {ME} OR {AT_THE_DOOR}"),
        ERRAND: Lock(add=f"{on('letter')} OR {on('leaving')}"),
        CLOCK: Lock(see=YES, add=YES),
    },
    "relational_look": {
        STAFF: Lock(see=f"by_id = {ME} OR {REACHED_AS_SUPERVISOR} OR {RECORDS}", add=f"by_id = {ME}"),
        PORTAL: Lock(see=f"by_id = {ME}", add=f"by_id = {ME}"),
        ERRAND: Lock(see=f"{on('looked')} AND {reached('family_member', column='family')}"),
        CLOCK: Lock(see=YES),
    },
    "relational_denial": {
        STAFF: Lock(see=f"by_id = {ME} OR {REACHED_AS_SUPERVISOR} OR {RECORDS}", add=f"by_id = {ME}"),
        PORTAL: Lock(see=f"by_id = {ME}", add=f"by_id = {ME}"),
        CLOCK: Lock(see=YES),
    },
}
