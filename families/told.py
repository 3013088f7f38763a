"""The record in plain words: a sentence for every deed, every page and every refusal. A test holds that none is
without one. Nothing here asks the database: whoever calls has the names, and leaves out those that may not be read.

In a sentence, {who} did it, {family} is the family ("the Okafors", or its reference to somebody who does not reach
it), {person} is the other person it is about, {role} the role, {as} " as key worker".
"""

from relational.models import Role

SOMEBODY, OF_A_FAMILY, THE_CLOCK = "somebody", "somebody of a family", "The service’s own clock"

DEEDS = {
    # who is there for a family
    "refer": "{who} brought {family} to us",
    "appoint": "{who} appointed {person} for {family}{as}",
    "cover": "{who} arranged that {person} comes to {family} meanwhile{as}",
    "hand_over": "{who} handed {family} over to {person}",
    "end": "{who} ended {person}’s time with {family}",
    "say_goodbye_for_now": "{who} wrote down a goodbye for now with {family}",
    "welcome_back": "{who} welcomed {family} back",
    "go_away": "{who} wrote down days away for {person}",
    # visits
    "log_contact": "{who} logged a visit or call with {family}",
    "keep_late_words": "{who} wrote about {family} when no longer their worker; the supervisor has the words",
    "take_up_late_words": "{who} took up words about {family} that came after a goodbye",
    "add_words": "{who} added words to a visit with {family}",
    "keep_apart": "{who} kept a passage about {family} apart",
    "plan_contact": "{who} planned a visit to {family}",
    "call_off": "{who} called off a visit to {family}",
    "keep_promise": "{who} said that a promise to {family} is kept",
    # other professionals
    "ask": "{who} asked about {family}",
    "pass_on_request": "{who} passed on a request about {family} to {person}",
    "decide_request": "{who} answered a request about {family}",
    "place_request": "{who} said that a request is about {family}",
    "involve": "{who} wrote down that {person} is around {family}",
    "withdraw": "{who} ended that {person} is around {family}",
    # keeping safe
    "raise_concern": "{who} told an urgent worry about {family}",
    "say_dealing": "{who} said that a worry about {family} is in hand",
    # look again
    "raise_flag": "{who} asked to look again at what we do for {family}",
    "escalate_flag": "{who} asked again to look at what we do for {family}",
    "add_worker_words": "{who} added words to a look-again about {family}",
    "decide_flag": "{who} decided on a look-again about {family}",
    # a family's own way in
    "invite invitation": "{who} made a letter for the family’s own page of {family}",
    "open_letter": "{who} opened the letter for the family’s own page of {family}",
    "spend_letter": "A letter for the family’s own page of {family} was tried too often and ended",
    "take_back_letter": "{who} took back a letter for the family’s own page of {family}",
    "switch_off": "{who} switched off a way in to the family’s own page of {family}",
    # people and their ways in
    "add_person": "{who} added a person{as}",
    "invite": "{who} invited {person}{as}",
    "give_role": "{who} gave {person} the role of {role}",
    "end_role": "{who} ended {person}’s role of {role}",
    "write_check": "{who} wrote down a check of {person}",
    "describe": "{who} changed her own details",
    "plan_leaving": "{who} wrote down the last day of {person}",
    "end_access": "{who} ended {person}’s way in",
    "forget_keys": "{who} had {person}’s lost keys forgotten",
    "forget_factors": "{who} had {person}’s ways to prove who she is forgotten",
    "add_factor": "{who} added a way to prove who she is",
    "remove_factor": "{who} took away a way to prove who she is",
    "signed_in": "{who} signed in",
    "sign_in_as": "{who} signed in, in the demo",
    "end_session": "{who} ended one of {person}’s sign-ins",
    "end_sessions": "{who} ended {person}’s sign-ins",
    "wrong_second_number": "Somebody gave a wrong second number for {person}",
    "too_many_wrong_numbers": "Somebody gave too many wrong numbers for {person}",
    # whole tables
    "bring_in": "{who} brought in a file of visits",
    "take_back": "{who} took back a file of visits",
    # the record itself
    "read_record": "{who} read who looked",
    "export_record": "{who} took out who looked, as a table",
}

OURS = frozenset(Role.values) - {Role.FAMILY_MEMBER, Role.PROFESSIONAL}  # who is told whether the record is whole

# Each page as a thing; what somebody does with it is to read it, or (a form) to open it.
READ = {
    "families:story": "the story",
    "families:my_person": "the family’s own page",
    "families:looked_at_us": "the family’s own page of who looked",
    "families:decide": "a request",
    "families:asked": "the answer to a request",
    "families:place": "a request that names no family yet",
    "families:look": "a look-again",
    "families:told": "an urgent worry",
    "families:team": "the team’s page",
    "families:who_looked": "who looked",
    "families:who_looked_table": "who looked, as a table",
    "families:today": "the day’s page",
    "families:index": "the list of families",
    "families:waiting": "the list of requests",
    "families:how_we_count": "how we count",
    "families:urgent": "the telephone numbers for keeping safe",
    "families:people": "the people who work here",
    "families:person": "a colleague’s page",
    "families:see_as": "what each role may see",
    "families:my_safe": "the page about a safe time to read",
    "families:my_phone": "the page about whose phone this is",
    "volunteers:home": "the volunteer’s own page",
    "home": "the first page",
    "help": "the help page",
    "gallery": "the components",
    "healthz": "the page that says whether all is well",
    "robots": "the page for search engines",
    "security_txt": "the page about security",
}
OPENED = {
    "families:log": "the form for a visit",
    "families:add_words": "the form to add words to a visit",
    "families:pick": "the list to log a visit from",
    "families:plan": "the form to plan a visit",
    "families:call_off": "the button that calls a visit off",
    "families:keep_promise": "the button for a promise kept",
    "families:appoint": "the form to appoint somebody",
    "families:cover": "the form for who comes meanwhile",
    "families:hand_over": "the form for goodbye and hello",
    "families:end": "the form for somebody who leaves",
    "families:say_goodbye_for_now": "the form for goodbye for now",
    "families:welcome_back": "the form to welcome them back",
    "families:refer": "the form for a new family",
    "families:ask_start": "the door for other professionals",
    "families:ask": "the form to ask about a family",
    "families:record_unrouted": "the form for a visit outside the link",
    "families:tell": "the form for an urgent worry",
    "families:dealing": "the button for a worry in hand",
    "families:letter": "the letter for the family’s own page",
    "families:take_up": "the button that takes up late words",
    "families:take_back_letter": "the button that takes a letter back",
    "families:switch_off": "the button that switches a way in off",
    "families:open_letter": "the form for the code of a letter",
    "families:letter_born": "the form for a birthday",
    "families:scan_letter": "a letter’s code",
    "families:invite": "the form to invite somebody",
    "families:own_details": "the form for her own details",
    "families:give_role": "the form to give a role",
    "families:end_role": "the form to end a role",
    "families:write_check": "the form for a check",
    "families:away": "the form for days away",
    "families:leaving": "the form for somebody’s last day",
    "families:end_access": "the button that ends somebody’s way in",
    "families:forget_keys": "the form for lost keys",
    "families:withdraw": "the button that ends an involvement",
    "families:leave": "the way to leave the page",
    "volunteers:diary": "the diary",
    "sign_in": "the sign-in page",
    "sign_in_as": "the demo’s sign-in",
    "where_signed_in": "the page of where she is signed in",
    "end_one": "the button that ends a sign-in",
    "end_others": "the button that ends other sign-ins",
    "csp_report": "the address for a browser’s reports",
}
# Whole families of addresses that other people's code names.
SIGNING_IN = ("account_", "mfa_", "usersessions_", "sign_in", "sessions", "factors")

WHY = {
    "out_of_reach": "it was out of reach",
    "no_right": "that role may not do this",
    "too_many": "there were too many tries",
}


def page_of(name: str) -> tuple[str, str]:
    """(what one does with it, what it is)."""
    if name in READ:
        return "read", READ[name]
    if name in OPENED:
        return "opened", OPENED[name]
    if name.startswith(SIGNING_IN):
        return "opened", "a page for signing in"
    return "opened", "a page"


def has_words(name: str) -> bool:
    return name in READ or name in OPENED or name.startswith(SIGNING_IN)


def as_role(role: str) -> str:
    """ " as key worker"; nothing for what is no role."""
    return f" as {Role(role).label}" if role in Role.values else ""


def deed(verb: str, subject: str = "") -> str | None:
    """The pattern for a deed; the same word may be said of several things."""
    return DEEDS.get(f"{verb} {subject}") or DEEDS.get(verb)


def event_sentence(verb, subject, *, who, family, person, role="") -> str:
    pattern = deed(verb, subject) or "{who} did something that has no words yet"
    role_label = Role(role).label if role in Role.values else "somebody here"
    said = pattern.format_map(
        {"who": who, "family": family or "a family", "person": person or SOMEBODY, "role": role_label,
         "as": as_role(role)}
    )  # fmt: skip
    return capital(said)


def look_sentence(page: str, through: str, *, who, family) -> str:
    does, what = page_of(page)
    if through == Role.FAMILY_MEMBER:
        return capital(f"{who} {does} {what}")
    about = f", about {family}" if family else ""
    return capital(f"{who} {does} {what}{about}{',' if as_role(through) else ''}{as_role(through)}")


def denial_sentence(page: str, why: str, *, who, family) -> str:
    about = f", about {family}" if family else ""
    return capital(f"{who} was not let in to {page_of(page)[1]}{about}: {WHY.get(why, why)}")


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
