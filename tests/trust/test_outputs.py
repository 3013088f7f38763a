"""What leaves the house by another way than a page: letters, mails, tables. Each reaches nobody it should not, and
holds nothing that its page would not show. And an answer does not tell by its bytes, nor by the work behind it,
whether there is such a family."""

from collections import defaultdict

from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from relational import csv_out, denials, post
from relational.identity import working_as
from relational.keys import new_key
from relational.models import Letter
from relational.roles import CLOCK
from tests.trust.figures import write_down
from tests.trust.posts import full_post
from tests.trust.scene import FAMILIES, PEOPLE, set_the_scene
from tests.trust.test_swapped_ids import WHO, address_of, masked, stage
from tests.trust.walk import WHOLE, clients, pages, taken_back, whole

# A letter names no family and quotes nobody. What it may hold: the name of the one it is written to, and, in a letter
# about a worry, of the one who worries.
INSTEAD = {  # who does the same for another family
    "okafors": {},
    "maliks": {"amina": "zofia", "ruth": "ola", "grace": "sana", "zofia": "mo"},
    "yorks": {"jo": "kim"},
}
MAY_HOLD = {"mother_name", "father_name", "uncle_name"}


def test_letters_and_mails_hold_nobody_elses_words(db, today, monkeypatch):
    """Every letter that setting the scene and every form of the site writes, read as its receiver would."""
    scene, walk = stage(monkeypatch, today)
    planted = set(Letter.objects.filter(about__startswith="a canary").values_list("pk", flat=True))
    wrong, kinds, read = [], set(), 0

    def look_at(letters, after):
        nonlocal read
        for letter in letters:
            read += 1
            kinds.add(letter.kind)
            for kind, family in scene.found(f"{letter.subject} {letter.body}"):
                her_own = getattr(letter.to, "family_member", None)
                if kind in MAY_HOLD and (her_own and her_own.called in letter.body or letter.kind == "keeping_safe"):
                    continue
                wrong.append(f"{after}: {letter.kind} to {letter.to} holds {kind} of {family}")

    look_at(Letter.objects.exclude(pk__in=planted).select_related("to"), "the scene")
    for family in FAMILIES:
        for name, person in WHO.items():
            person = INSTEAD[family].get(person, person)
            client, kept = walk.browsers[person], walk.browsers[person].cookies.copy()
            with taken_back():
                before = set(Letter.objects.values_list("pk", flat=True))
                client.post(address_of(scene, name, family), full_post(name, scene, family))
                look_at(Letter.objects.exclude(pk__in=before).select_related("to"), name)
            client.cookies = kept

    with taken_back():  # and as the post carries them: to whom they are written, and to nobody besides
        Letter.objects.filter(pk__in=planted).update(given_up_at=None)
        with working_as(CLOCK):
            post.deliver(timezone.now())
        to = {letter.to.email: letter for letter in Letter.objects.filter(pk__in=planted).select_related("to") if letter.to.email}
        for sent in mail.outbox:
            assert len(sent.recipients()) == 1 and not sent.attachments
            if (letter := to.get(sent.to[0])) and letter.subject == sent.subject:
                assert sent.body == letter.body
        assert len(mail.outbox) >= len(to)
    write_down("letters", read=read, kinds=len(kinds), carried=len(mail.outbox), wrong=len(wrong))
    assert not wrong, "\n".join(wrong)
    assert read > 20 and len(kinds) >= 5, kinds


def test_a_table_holds_no_more_than_its_page(db, today, monkeypatch):
    """The one file the site gives away. It is asked for as everybody, about everybody."""
    monkeypatch.setattr(denials, "denied", lambda *args, **kwargs: None)
    scene = set_the_scene(today)
    browsers, wrong, asked = clients(scene), [], 0
    for browser in ("amina", "jo", "ruth"):  # something that the record can tell
        browsers[browser].get(reverse("families:story", kwargs=scene.things["okafors"]["family"]))
    page, file = reverse("families:who_looked"), reverse("families:who_looked_table")
    for person in PEOPLE:
        for family in FAMILIES if WHOLE else ("okafors", "yorks"):
            worker = scene.things[family]["ids"]["worker"]
            for query in ({}, {"family": scene.families[family].pk}, {"person": worker.pk})[0 if WHOLE else 1 :]:
                with taken_back():
                    shown, given = browsers[person].get(page, query), browsers[person].get(file, query)
                    asked += 1
                    if given.status_code != 200:
                        continue
                    assert given["Content-Type"].startswith("text/csv") and given["Content-Disposition"].startswith("attachment")
                    more = scene.found(whole(given)) - scene.found(whole(shown))
                    if more - {("name", of) for of in its_families(person)}:
                        wrong.append(f"{person} asks {query}: {more}")
                    for cell in given.content.decode().replace("\r", "\n").replace(",", "\n").split("\n"):
                        if cell.lstrip('"\ufeff')[:1] in tuple("=+@") + ("\t",):
                            wrong.append(f"a cell that a spreadsheet runs: {cell[:40]}")
    write_down("tables", asked=asked, wrong=len(wrong))
    assert not wrong, "\n".join(wrong)
    assert csv_out.csv_cell("=1+1").startswith("'")


def its_families(person) -> set[str]:
    """Whose names may stand in a table of hers."""
    return {
        "amina": {"okafors"}, "ruth": {"okafors"}, "zofia": {"maliks"}, "mo": {"maliks"}, "ola": {"maliks"},
        "jo": {"okafors", "maliks"}, "sue": {"okafors", "maliks"}, "kim": {"yorks"},
    }.get(person, set())  # fmt: skip


def test_denied_and_unknown_cannot_be_told_apart(db, today, monkeypatch):
    """Each page with an id, for each person who does not reach the thing: the same bytes and headers as for an id that
    nobody has, and about as many questions to the database."""
    scene, walk = stage(monkeypatch, today)
    wrong, compared, most = [], 0, 0
    by_page = defaultdict(int)
    for name, pattern in pages().items():
        parts = [part for part, converter in pattern.pattern.converters.items() if type(converter).__name__ == "UUIDConverter"]
        if not parts:
            continue
        for person in ("zofia", "kim", "ola", "helen", "sana", "kofi", "nell", "fay", "ade", "ro"):
            for family in ("okafors", "maliks")[: 2 if WHOLE else 1]:
                there, nowhere = address_of(scene, name, family), address_of(scene, name, family, {parts[0]: new_key()})
                for method in ("get", "post"):
                    client = walk.browsers[person]
                    answers = []
                    for address in (there, nowhere):
                        connection.queries_log.clear()  # it forgets its oldest when it is full, and the count with them
                        with taken_back(), CaptureQueriesContext(connection) as asked:
                            answers.append((getattr(client, method)(address), len(asked.captured_queries)))
                    (here, one), (gone, other) = answers
                    if here.status_code != 404:
                        break  # she reaches it, or may not come to such a page at all
                    compared += 1
                    by_page[name] += 1
                    most = max(most, abs(one - other))
                    if masked(here) != masked(gone) or gone.status_code != 404:
                        wrong.append(f"{method} {name} as {person}: {gone.status_code}, other bytes")
                    if abs(one - other) > MORE_QUESTIONS:
                        wrong.append(f"{method} {name} as {person}: {one} questions for a thing, {other} for none")
    write_down("denied as unknown", compared=compared, pages=len(by_page), most_queries_apart=most, wrong=len(wrong))
    assert not wrong, "\n".join(sorted(set(wrong)))
    assert compared > (600 if WHOLE else 300)


MORE_QUESTIONS = 2


def test_whoever_asks_is_not_told_whether_we_know_them(db, today):
    """Helen opens her own request at every address it could have, once when its family is with us and once when it is
    with nobody: the same answers, as many questions but one, and the record of it tells her nothing either."""
    scene = set_the_scene(today)
    client, told, questions = clients(scene)["helen"], [], []
    for what in ("asked", "unplaced"):
        key, heard = scene.things["okafors"]["ids"][what].pk, []
        with taken_back():
            for name in ("families:decide", "families:place"):
                connection.queries_log.clear()
                with CaptureQueriesContext(connection) as asked:
                    answer = client.get(reverse(name, kwargs={"key": key}))
                heard.append((answer.status_code, masked(answer)))
                questions.append(len(asked.captured_queries))
            for name in ("families:who_looked", "families:who_looked_table"):
                heard.append(masked(client.get(reverse(name), {"what": "denial"})))
            assert "not let in" in heard[-1]
        told.append(heard)
    for known, unknown in zip(*told, strict=True):
        assert known == unknown
    decide, place, decide_nobody, place_nobody = questions
    assert decide == decide_nobody
    assert abs(place - place_nobody) <= 1  # routing.may_place asks for her roles only where there is no family
