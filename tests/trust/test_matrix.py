"""Every named URL, as each person of the cast, about each family, read and written to: nobody finds a word that is
not hers to read, and everybody finds those that are.

The table below is written by hand from the rules (who stands beside whom), never from the code that decides. Each line
is a page, what of a family it shows, and to whom. It is compared whole: a word that stands anywhere else is a leak,
and a word that is missing where it belongs means that the walk has seen an empty page.

TRUST=whole walks every cell. Without it (CI) a few strangers stand for the others where the far family is asked for,
where a stranger writes to a family, and on the pages of signing in.
"""

from collections import defaultdict

import pytest
from django.http import HttpResponse, HttpResponseRedirect

from relational import denials
from tests.test_who_gets_in import ALLAUTH
from tests.trust.figures import write_down
from tests.trust.posts import ONLY_READ, full_post
from tests.trust.scene import FAMILIES, PEOPLE, set_the_scene
from tests.trust.walk import WHOLE, Walk, addresses, clients, decoded, listening, pages, whole

A_FEW = ("amina", "jo", "helen", "grace", "nobody")
MORE = (*A_FEW, "kim", "ruth", "ines", "nell", "ade")  # one of each relation
AT_LEAST = 3000 if WHOLE else 1200  # cells of each half

# Who stands where: family -> people.
STORY = {"okafors": "amina jo sue", "maliks": "zofia mo jo sue", "yorks": "kim"}  # key workers and supervisors
WORKERS = {"okafors": "amina", "maliks": "zofia mo"}
NAMED = {"okafors": "amina", "maliks": "zofia"}
SUPERVISORS = {"okafors": "jo sue", "maliks": "jo sue", "yorks": "kim"}
EVERY_SUPERVISOR = dict.fromkeys(FAMILIES, "jo sue kim")
APART = {"okafors": "amina jo", "maliks": "zofia jo", "yorks": "kim"}  # who wrote it, and who reads it with her
VOLUNTEERS = {"okafors": "ruth", "maliks": "ola"}
DUE = {"okafors": "ruth"}  # a visit of hers is due within two days
ASKED = {"okafors": "helen"}
TOLD = {"okafors": "amina zofia jo sue", "maliks": "zofia mo jo sue", "yorks": "kim"}  # of a worry: the stand-in too
MAY_WORRY = {"okafors": "amina jo sue ruth ines grace dan", "maliks": "zofia mo jo sue ola sana", "yorks": "kim"}
HAS_WORRIED = {"okafors": "amina zofia jo sue ruth ines grace dan", "maliks": "zofia mo jo sue", "yorks": "kim"}
TODAY = {"okafors": "amina zofia", "maliks": "zofia mo"}
HERSELF = {"mother_name": {"okafors": "grace", "maliks": "sana"}, "father_name": {"okafors": "dan"}, "uncle_name": {"okafors": "kofi"}}  # fmt: skip
OF_THEIRS = {"okafors": "amina ruth", "maliks": "zofia mo ola"}
RECORD = {"okafors": "amina ruth jo sue", "maliks": "zofia mo ola jo sue", "yorks": "kim"}

EVERYBODY_THERE = "mother_name father_name aunt_name child_name"
REACH = "address postcode phone detail_note"
# Nobody reads these on any page: email, own_phone, own_words, old_address, adult_born, letter, who_opens, arrival, why,
# old_why, old_asked_by, period_asked_by, appoint_reason, cover_reason, involved_asked_by, flag_reason, york's.
SHOWN = [  # page, what of the family (with ? it may, without it must), to whom
    ("families:story", f"name speaks safe_contact {REACH} her_address facts how feelings promise diary_facts diary_how", STORY),
    ("families:story", f"{EVERYBODY_THERE} uncle_name need plan reply need_not_tell_again why_not_together", STORY),
    ("families:story", "handover_reason involved_why", STORY),
    ("families:story", "apart apart_reason", APART),
    ("families:log", f"name {EVERYBODY_THERE}", STORY),
    ("families:add_words", "name facts", STORY),
    ("families:plan", "name safe_contact", STORY),
    ("families:record_unrouted", "name", STORY),
    ("families:decide", "name asked_child child_born need for_the_family how aunt_name? father_name? mother_name?", STORY),
    ("families:look", "name how worker_words aunt_name mother_name father_name uncle_name", STORY),
    ("families:letter", "name speaks aunt_name mother_name father_name", STORY),
    ("families:told", "concern concern_called", TOLD),
    ("families:told", "name", HAS_WORRIED),
    ("families:tell", "name", MAY_WORRY),
    ("families:today", "how", WORKERS),
    ("families:today", "promise", NAMED),
    ("families:today", "name", TODAY),
    ("families:index", "name how", WORKERS),
    ("families:pick", "name area", WORKERS),
    ("families:waiting", "name asked_child need", NAMED),
    ("families:waiting", "unplaced", EVERY_SUPERVISOR),
    ("families:place", "unplaced", EVERY_SUPERVISOR),  # of no family yet: any supervisor may know whom it means
    ("families:place", "name", SUPERVISORS),
    ("families:team", "late_words", SUPERVISORS),  # what came after a goodbye waits for them
    ("families:team", "name how aunt_name? mother_name? father_name? uncle_name?", SUPERVISORS),
    ("families:appoint", "name", SUPERVISORS),
    ("families:cover", "name", SUPERVISORS),
    ("families:hand_over", "name", SUPERVISORS),
    ("families:end", "name", SUPERVISORS),
    ("families:say_goodbye_for_now", "name promise", SUPERVISORS),
    ("families:welcome_back", "name old_end", SUPERVISORS),
    ("families:person", "name", SUPERVISORS),
    ("families:leaving", "name", SUPERVISORS),
    ("families:end_access", "name?", SUPERVISORS),
    ("families:away", "name?", SUPERVISORS),
    ("families:own_details", "name", OF_THEIRS),
    ("families:who_looked", "name", RECORD),
    ("families:who_looked_table", "name?", RECORD),
    ("families:ask_start", "asked_child need unplaced", ASKED),
    ("families:asked", "asked_child child_born need for_the_family plan reply", ASKED),
    ("volunteers:home", f"{EVERYBODY_THERE} speaks diary_facts diary_how", VOLUNTEERS),
    ("volunteers:home", f"{REACH} safe_contact", DUE),
    ("volunteers:diary", EVERYBODY_THERE, VOLUNTEERS),
    *(("help", kind, who) for kind, who in HERSELF.items()),
]  # fmt: skip
ONLY_OF = {"father_name": ("okafors",), "uncle_name": ("okafors",)}  # the others have no such member

# Letters that a page writes: what stands in them, to whom. Each member of a family reads her own name.
TELLS_OF_A_WORRY = {"okafors": "amina jo sue zofia"}
LETTERS = [
    ("families:tell", "mother_name father_name", TELLS_OF_A_WORRY),  # Grace's and Dan's own worries
    *((page, kind, who | ({"yorks": "york"} if kind == "mother_name" else {}))
      for page in ("families:cover", "families:hand_over", "families:appoint") for kind, who in HERSELF.items()),
]  # fmt: skip


def table(lines) -> tuple[set, set]:
    """(what may be there, what must be there), each (page, kind, family, person)."""
    may, must = set(), set()
    for page, kinds, who in lines:
        for said in kinds.split():
            kind = said.rstrip("?")
            for family, people in who.items():
                if family in ONLY_OF.get(kind, FAMILIES):
                    these = {(page, kind, family, person) for person in people.split()}
                    may |= these
                    must |= these if kind == said else set()
    return may, must


MAY, MUST = table(SHOWN)
MAY_WRITE, _ = table(LETTERS)
HER_OWN = {(kind, family, person) for kind, who in HERSELF.items() for family, person in who.items()}


def may_read(page, kind, family, person) -> bool:
    return (page, kind, family, person) in MAY or (kind, family, person) in HER_OWN


def asked_of(name, family) -> tuple:
    """Who asks for this page; everybody, unless a few stand for all the strangers."""
    if WHOLE:
        return PEOPLE
    if name.startswith(ALLAUTH):
        return A_FEW
    return {"yorks": (*A_FEW, "kim", "sue"), "maliks": (*A_FEW, "kim", "zofia", "mo", "sue", "ola", "sana")}.get(family, PEOPLE)


def tries_to_write(family, person) -> bool:
    """Of those who may not even read."""
    return WHOLE or person in {"okafors": MORE, "": A_FEW}.get(family, ())


def test_the_matrix_knows_every_url(db, today):
    """A new page needs its post (posts.py) or a word that it takes none, and something in the scene to be about."""
    scene = set_the_scene(today)
    clients(scene)
    for name, pattern in pages().items():
        assert addresses(scene, name, pattern)
        assert (full_post(name, scene, "okafors") is None) == (name in ONLY_READ), f"{name} has no post in posts.py"
    for page, *_ in SHOWN:
        assert page in pages()


@pytest.mark.parametrize("half", [0, 1])  # two halves of the people, so that two processors can share them
def test_nobody_finds_what_is_not_hers(db, today, monkeypatch, half):
    # The record of refusals has tests of its own; here it would only make thousands of rows.
    monkeypatch.setattr(denials, "denied", lambda *args, **kwargs: None)
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *args, **kwargs: None)  # half as fast
    scene = set_the_scene(today)
    walk = Walk(scene, clients(scene))
    walk.remember_letters()
    name_of = {person.pk: name for name, person in scene.people.items()}
    people = PEOPLE[half::2]
    leaks, found, written = defaultdict(set), set(), set()
    with listening() as heard:
        for name, pattern in pages().items():
            for family, address in addresses(scene, name, pattern):
                for person in [one for one in asked_of(name, family) if one in people]:
                    out = False
                    for how, data in (("get", None), ("empty", {}), ("full", full_post(name, scene, family or "okafors"))):
                        if how == "empty" and (out or not WHOLE) or how == "full" and data is None:
                            continue  # where she may not even read, the full post alone tries to write
                        if how == "full" and out and not tries_to_write(family, person):
                            continue
                        status, told, letters = walk.ask(person, "get" if how == "get" else "post", address, data)
                        out = out or status in (302, 403, 404)
                        for page, text in told:
                            for kind, of in scene.found(text):
                                found.add((page, kind, of, person))
                                if not may_read(page, kind, of, person):
                                    leaks[f"{how} {name} shows {page}: {kind} of {of}"].add(person)
                        for to, text in letters:
                            for kind, of in scene.found(text):
                                written.add((name, kind, of, name_of.get(to, to)))
    in_logs = {word for line in heard.lines for word in scene.found(line)}
    missing = {seen for seen in MUST - found if seen[3] in people}
    write_down(
        f"matrix{', whole' if WHOLE else ''}, half {half + 1} of 2", cells=walk.cells, urls=len(pages()), people=len(people),
        families=len(FAMILIES), canaries=len(scene.canaries), kinds=len({kind for kind, _ in scene.canaries.values()}),
        answers=len(walk.answers), log_lines=len(heard.lines), leaks=len(leaks),
    )  # fmt: skip
    assert not leaks, "\n".join(f"{what} to {sorted(who)}" for what, who in sorted(leaks.items()))
    assert not missing, f"seen by nobody who should: {sorted(missing)}"
    assert written <= MAY_WRITE, f"letters to the wrong people: {sorted(written - MAY_WRITE)}"
    assert not in_logs and len(heard.lines) > 100
    assert walk.broken == []
    assert walk.cells >= AT_LEAST


# --- Does it look at all? -----------------------------------------------------------------------------------------


def test_a_planted_word_is_found_wherever_it_stands(db, today):
    scene = set_the_scene(today)
    for word, (kind, family) in scene.canaries.items():
        assert (kind, family) in scene.found(f"…{word}…"), word
        assert (kind, family) in scene.found(f"<b>{word.upper()}</b>")
    telephone = next(word for word, said in scene.canaries.items() if said == ("phone", "maliks"))
    assert scene.found(f"Call {telephone[:5]} {telephone[5:8]}\n{telephone[8:]} now") == {("phone", "maliks")}
    born = scene.families["maliks"].members.filter(is_adult=False).first().born_on
    for way in (f"{born:%-d %B %Y}", f"12 {born:%-d %B %Y}", f"{born:%Y-%m-%d}", f"{born:%-d %b %Y}", f"{born:%d/%m/%Y}"):
        assert ("child_born", "maliks") in scene.found(way), way
    assert scene.found("Told in confidence, 12 March 2026, 01632 960001") == set()

    word = next(word for word, said in scene.canaries.items() if said == ("address", "maliks"))
    body = HttpResponse(f"<svg><title>{word}</title></svg>")
    header = HttpResponse("", headers={"X-Family": word})
    leads = HttpResponseRedirect(f"/families/?name={word.upper()}")
    cookie = HttpResponse("")
    cookie.set_cookie("kept", __import__("base64").urlsafe_b64encode(f"[{word}]".encode()).decode())
    for answer in (body, header, leads, cookie):
        assert scene.found(whole(answer)) == {("address", "maliks")}
    assert decoded("plain")
    assert not may_read("families:story", "address", "maliks", "amina")
    assert may_read("families:story", "address", "maliks", "zofia")


def test_a_page_that_shows_too_much_turns_the_walk_red(db, today, monkeypatch):
    """The same walk over a site with a hole in it."""
    from families import access

    scene = set_the_scene(today)
    walk = Walk(scene, clients(scene))
    walk.remember_letters()
    name = scene.families["maliks"].name
    kept = access.shown
    monkeypatch.setattr(access, "shown", lambda request, answer: kept(request, HttpResponse(name)))
    (address,) = [where for family, where in addresses(scene, "families:story", pages()["families:story"]) if family == "okafors"]
    _, told, _ = walk.ask("amina", "get", address)
    assert [(kind, of) for page, text in told for kind, of in scene.found(text) if not may_read(page, kind, of, "amina")] == [("name", "maliks")]  # fmt: skip
