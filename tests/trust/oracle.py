"""Who may see what, said a third time, in plain Python over plain rows: neither the pages' words nor the locks'.

It imports nothing of the project, so that it can't be wrong in the same way. A world is a dict: the name of a table
-> its rows, each a dict of columns. It is kept short enough to be read at one sitting and disputed.
"""

AT_WORK = {"key_worker", "volunteer", "supervisor", "service_manager", "records_officer", "administrator"}
NO_QUESTION = "may not even ask"


def holds_on(row, day) -> bool:
    return row["started_on"] <= day and (row.get("ended_on") is None or day < row["ended_on"])


class Eyes:
    """One person on one day in one world: which families she reaches, as what, and which rows she sees."""

    def __init__(self, world, person, day):
        self.world, self.me, self.day = world, person, day
        self.may_come_in = next(u["is_active"] for u in world["relational_user"] if u["id"] == person)
        self.held = [r for r in world["relational_roleheld"] if r["user_id"] == person and holds_on(r, day)]
        self.roles = {r["role"] for r in self.held} if self.may_come_in else set()
        self.works_here = bool(self.roles & AT_WORK)
        self.links = set(self._links()) if self.may_come_in else set()
        # Names she was given with a piece of work, wider than reach, and meant so: a request that waits for her, a
        # concern she raised or was told of. A name, and the thing itself; nothing else of that family.
        self.my_concerns = {c["id"] for c in world["families_concern"] if c["raised_by_id"] == person}
        self.my_concerns |= {t["concern_id"] for t in world["families_concerntold"] if t["person_id"] == person}
        self.named = {c["family_id"] for c in world["families_concern"] if c["id"] in self.my_concerns}
        self.named |= {
            r["family_id"]
            for r in world["families_routedrequest"]
            if r["held_by_id"] == person and r["decided_at"] is None
        } - {None}

    def _links(self):
        families = {f["id"]: f for f in self.world["families_family"]}
        for spell in self.world["families_relationship"]:  # a stand-in in waiting is a name and no key
            if spell["person_id"] == self.me and spell["kind"] in ("named", "covering") and holds_on(spell, self.day):
                if spell["role"] in self.roles:
                    yield spell["role"], spell["family_id"]
        for role in self.held:
            if role["role"] == "supervisor":
                for family in families.values():
                    if role["team_id"] is not None and family["team_id"] == role["team_id"]:
                        yield "supervisor", family["id"]
        for member in self.world["families_familymember"]:
            gone = [day for day in (member["left_on"], member["died_on"]) if day is not None and day <= self.day]
            if member["user_id"] == self.me and "family_member" in self.roles and not gone:
                yield "family_member", member["family_id"]
        for around in self.world["families_involvement"]:
            if around["person_id"] == self.me and around["agreed"] == "yes" and holds_on(around, self.day):
                if "professional" in self.roles:
                    yield "professional", around["family_id"]

    def as_(self, *roles) -> set:
        return {family for role, family in self.links if role in roles}

    @property
    def reached(self) -> set:
        return {family for _, family in self.links}

    def sees(self, table: str):
        """The ids of the rows of that table that are hers to see; NO_QUESTION if her kind of person has no right to it."""
        rule = (self.STAFF if self.works_here else self.PORTAL).get(table)
        return {row["id"] for row in self.world[table] if rule(self, row)} if rule else NO_QUESTION

    # --- in words ---

    def known(self, row):  # the whole story
        return row["family_id"] in self.as_("key_worker", "supervisor")

    def worked_with(self, row):
        return row["family_id"] in self.as_("key_worker", "supervisor", "volunteer")

    def own(self, row):
        return row["family_id"] in self.as_("family_member")

    def is_mine(self, row, column):
        return row[column] == self.me

    def known_or_my_note(self, row):  # a volunteer sees of the notes her own, and only while she comes to them
        mine = {c["id"] for c in self.world["families_contact"] if c["logged_by_id"] == self.me}
        note = row["contact_id"] if "contact_id" in row else row["id"]
        return self.known(row) or (self.worked_with(row) and note in mine)

    def family_row(self, row):
        return row["id"] in self.reached | self.named

    def of_my_families(self, user):  # who works here has a name for everybody; who is only of a family, for hers alone
        roles = {row["role"] for row in self.world["relational_roleheld"] if row["user_id"] == user["id"]}
        hers = {m["user_id"] for m in self.world["families_familymember"] if self.worked_with(m) or self.own(m)}
        return user["id"] == self.me or roles != {"family_member"} or (self.works_here and user["id"] in hers)

    STAFF = {
        "families_family": family_row,
        "families_familymember": worked_with,
        "families_invitation": known,
        "families_supportperiod": worked_with,
        "families_contactdetail": worked_with,
        "families_relationship": lambda self, row: self.worked_with(row) or self.is_mine(row, "person_id"),
        "families_handover": known,
        "families_involvement": known,
        "families_contact": known_or_my_note,
        "families_whocame": known_or_my_note,
        "families_wasthere": known_or_my_note,
        "families_keptapart": known,
        "families_promise": known_or_my_note,
        "families_plannedcontact": lambda self, row: (
            self.known(row) or (self.worked_with(row) and self.is_mine(row, "person_id"))
        ),
        "families_routedrequest": lambda self, row: (
            self.known(row)
            or self.is_mine(row, "held_by_id")
            or (row["family_id"] is None and "supervisor" in self.roles)
        ),
        "families_concern": lambda self, row: self.known(row) or row["id"] in self.my_concerns,
        "families_concerntold": lambda self, row: self.known(row) or row["concern_id"] in self.my_concerns,
        "families_latewords": lambda self, row: row["family_id"] in self.as_("supervisor"),  # not even her who wrote them
        "families_reading": known,
        "families_flag": known,
        "relational_user": of_my_families,
    }
    PORTAL = {
        "families_family": family_row,
        "families_familymember": lambda self, row: self.is_mine(row, "user_id"),
        "families_supportperiod": own,
        "families_relationship": lambda self, row: row["family_id"] in self.reached,
        "families_involvement": lambda self, row: self.is_mine(row, "person_id"),
        "families_contact": own,  # that it was, by its plan; the words are not granted (tests/test_locks.py)
        "families_plannedcontact": own,
        "families_routedrequest": lambda self, row: self.is_mine(row, "asked_by_id"),
        "families_concern": lambda self, row: self.is_mine(row, "raised_by_id"),
        "families_concerntold": lambda self, row: row["concern_id"] in self.my_concerns,
        "relational_user": of_my_families,
    }
