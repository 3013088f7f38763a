"""Who comes to which page: a table written by hand, and a test that it names every URL there is.

Each row says what each person gets. The Okafors are Amina's family; Zofia is their stand-in in waiting, which
is a name and no key; Jo supervises their team and Kim another; Ruth is their volunteer and Ola another
family's; Helen asks about them; Grace is of the family and Sana of another; Dee, Ro and Ade hold roles that
reach no family. 404 tells a stranger nothing; 403 is for a colleague in reach without the right.
"""

from datetime import timedelta

import pytest
from django.urls import URLPattern, get_resolver, reverse

from families import relationships

PEOPLE = ("amina", "zofia", "jo", "kim", "ruth", "ola", "helen", "grace", "sana", "dee", "ro", "ade", "nobody")

#                            amina zofia jo  kim  ruth ola  helen grace sana dee  ro   ade  nobody
EVERYBODY = "                 200   200  200 200  200  200  200   200   200  200  200  200  200"
KEY_WORKERS = "               200   200  403 403  403  403  403   403   403  403  403  403  in"
SUPERVISORS = "               403   403  200 200  403  403  403   403   403  403  403  403  in"
STORY = "                     200   404  200 404  403  404  404   403   404  404  404  404  in"
THING = "                     200   404  200 404  404  404  404   404   404  404  404  404  in"
APPOINTS = "                  403   404  200 404  403  404  404   403   404  404  404  404  in"
DIARY = "                     403   404  403 404  200  404  404   403   404  404  404  404  in"
STAFF_REQUESTS = "            200   200  200 200  403  403  403   403   403  403  403  403  in"
ASKERS = "                    403   403  403 403  403  403  200   403   403  403  403  403  in"
FAMILY = "                    403   403  403 403  403  403  403   200   200  403  403  403  in"
VOLUNTEERS = "                403   403  403 403  200  200  403   403   403  403  403  403  in"
POST_ON_STORY = "             405   405  405 405  405  405  405   405   405  405  405  405  in"
GALLERY = "                   200   200  200 200  403  403  403   403   403  200  200  200  in"
SIGNED_IN = "                 200   200  200 200  200  200  200   200   200  200  200  200  in"
STAFF_AND_ASKERS = "          200   200  200 200  200  200  200   403   403  200  200  200  in"
SEE_PEOPLE = "                403   403  200 200  403  403  403   403   403  200  200  200  in"
INVITE = "                    403   403  200 200  403  403  403   403   403  403  403  200  in"
OWN_DETAILS = "               200   200  200 200  200  200  403   403   403  200  200  200  in"
ABOUT_AMINA = "               404   404  200 404  404  404  404   404   404  200  200  200  in"
CHANGES_AMINA = "             404   404  200 404  404  404  404   404   404  403  403  200  in"
POST_ON_AMINA = "             404   404  405 404  404  404  404   404   404  403  403  405  in"
PLACES = "                    404   404  200 200  404  404  404   404   404  404  404  404  in"
TOLD = "                      200   200  200 404  404  404  404   404   404  404  404  404  in"

TABLE = {
    "help": EVERYBODY,
    "healthz": EVERYBODY,
    "families:urgent": EVERYBODY,
    "families:ask_start": EVERYBODY,
    "gallery": GALLERY,
    "families:how_we_count": SIGNED_IN,
    "families:today": KEY_WORKERS,
    "families:index": KEY_WORKERS,
    "families:pick": KEY_WORKERS,
    "families:team": SUPERVISORS,
    "families:refer": SUPERVISORS,
    "families:place": PLACES,
    "families:waiting": STAFF_REQUESTS,
    "families:story": STORY,
    "families:log": STORY,
    "families:add_words": THING,
    "families:plan": STORY,
    "families:record_unrouted": STORY,
    "families:decide": THING,
    "families:look": THING,
    "families:appoint": APPOINTS,
    "families:cover": APPOINTS,
    "families:hand_over": APPOINTS,
    "families:end": APPOINTS,
    "families:say_goodbye_for_now": APPOINTS,
    "families:welcome_back": APPOINTS,
    "families:ask": ASKERS,
    "families:asked": "       403   403  403 403  403  403  200   403   403  403  403  403  in",
    "families:tell": SIGNED_IN,
    "families:told": TOLD,
    "families:my_person": FAMILY,
    "families:looked_at_us": FAMILY,
    "families:who_looked": STAFF_AND_ASKERS,
    "families:who_looked_table": STAFF_AND_ASKERS,
    "families:my_safe": FAMILY,
    "families:my_phone": FAMILY,
    "families:letter": STORY,
    "families:take_back_letter": POST_ON_STORY,
    "families:switch_off": POST_ON_STORY,
    "volunteers:home": VOLUNTEERS,
    "volunteers:diary": DIARY,
    "where_signed_in": SIGNED_IN,
    "end_one": POST_ON_STORY,
    "end_others": POST_ON_STORY,
    "families:people": SEE_PEOPLE,
    "families:see_as": SEE_PEOPLE,
    "families:invite": INVITE,
    "families:own_details": OWN_DETAILS,
    "families:person": ABOUT_AMINA,
    "families:give_role": CHANGES_AMINA,
    "families:end_role": CHANGES_AMINA,
    "families:write_check": CHANGES_AMINA,
    "families:leaving": CHANGES_AMINA,
    "families:away": "        404   404  200 404  404  404  404   404   404  403  403  403  in",
    "families:end_access": POST_ON_AMINA,
    "families:forget_keys": POST_ON_AMINA,
    "families:withdraw": "    405   404  405 404  404  404  404   404   404  404  404  404  in",
    "families:call_off": POST_ON_STORY,
    "families:take_up": POST_ON_STORY,
    "families:keep_promise": POST_ON_STORY,
    "families:dealing": POST_ON_STORY,
}

# Pages that open for anybody and are tried elsewhere: signing in and out, and leaving.
OPEN = {"home", "sign_in", "sign_in_as", "families:leave", "robots", "security_txt", "csp_report"}
OPEN |= {"families:open_letter", "families:letter_born", "families:scan_letter"}
ALLAUTH = ("account_", "mfa_")


def urls(resolver=None, namespace=""):
    """Every named URL of the site with its pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern
        else:
            yield from urls(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)


def test_every_url_is_in_the_table():
    names = {name for name, _ in urls() if not name.startswith(ALLAUTH)}
    assert names == set(TABLE) | (OPEN - ({"sign_in_as"} - names))


def test_every_view_says_which_gate_it_has():
    missing = [
        name for name, pattern in urls() if not name.startswith(ALLAUTH) and not hasattr(pattern.callback, "gate")
    ]
    assert missing == []


def test_each_person_gets_what_the_table_says(world, client, request):
    wrong = []
    for name, row in TABLE.items():
        expected = dict(zip(PEOPLE, row.split(), strict=True))
        pattern = dict(urls())[name].pattern
        known = world.get(name) or (world["family"] if "family" in pattern.converters else {})
        address = reverse(name, kwargs=known)
        for person in PEOPLE:
            client.logout()
            if person != "nobody":
                client.force_login(request.getfixturevalue(person))
            answer = client.get(address)
            got = "in" if answer.status_code == 302 and answer.url.startswith("/in/") else str(answer.status_code)
            if got != expected[person]:
                wrong.append(f"{name} for {person}: {got}, not {expected[person]}")
    assert wrong == []


def test_unknown_and_out_of_reach_answer_with_the_same_bytes(world, sign_in, sana):
    from relational.keys import new_key

    client = sign_in(sana)
    there = client.get(reverse("families:story", kwargs=world["family"]))
    nowhere = client.get(reverse("families:story", kwargs={"family": new_key()}))
    assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)


@pytest.mark.parametrize("ended_days_ago, status", [(0, 404), (-1, 200)])
def test_reach_ends_with_the_spell(okafors, amina, jo, today, sign_in, ended_days_ago, status):
    spell = okafors.relationships.named().key_workers().get()
    relationships.end(
        relationship=spell, by=jo, on=today - timedelta(days=ended_days_ago), reason="Moves on", side="service"
    )
    assert sign_in(amina).get(reverse("families:story", args=[okafors.pk])).status_code == status


def test_a_role_that_ended_reaches_nobody_whatever_spells_still_stand(okafors, amina, today, sign_in):
    amina.roles_held.update(ended_on=today)
    assert sign_in(amina).get(reverse("families:story", args=[okafors.pk])).status_code == 404


def test_whoever_came_in_is_on_the_record(okafors, amina, sign_in):
    from relational.models import Look

    sign_in(amina).get(reverse("families:story", args=[okafors.pk]))
    look = Look.objects.get()
    assert (look.by, look.family, look.through) == (amina, okafors.pk, "key_worker")


def test_a_family_member_whose_role_ended_has_no_way_in(okafors, grace, today, sign_in):
    assert sign_in(grace).get("/me/").status_code == 200
    grace.roles_held.update(ended_on=today)
    assert sign_in(grace).get("/me/").status_code == 403
