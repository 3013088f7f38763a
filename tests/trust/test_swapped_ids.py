"""Whoever changes an id in an address, a form, a hidden field or a query reads nothing and writes nothing by it, and
cannot tell somebody else's from one that nobody has. And a form takes nothing that it did not ask for."""

import re
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction
from django.urls import reverse

from relational import denials, locks
from relational.keys import new_key
from tests.trust.figures import write_down
from tests.trust.posts import full_post
from tests.trust.scene import set_the_scene
from tests.trust.walk import QUERY, Walk, clients, pages, taken_back, whole

# Who may send each form about the Okafors; everything that a swap changes is changed in her post.
WHO = {
    "families:log": "amina", "families:add_words": "amina", "families:plan": "amina", "families:call_off": "amina",
    "families:keep_promise": "amina", "families:appoint": "jo", "families:cover": "jo", "families:hand_over": "jo",
    "families:end": "jo", "families:say_goodbye_for_now": "jo", "families:welcome_back": "jo", "families:refer": "jo",
    "families:ask": "helen", "families:decide": "amina", "families:record_unrouted": "amina", "families:tell": "amina",
    "families:dealing": "zofia", "families:look": "jo", "families:place": "jo", "families:invite": "jo",
    "families:give_role": "jo", "families:end_role": "jo", "families:write_check": "jo", "families:away": "jo",
    "families:leaving": "jo", "families:end_access": "jo", "families:forget_keys": "jo", "families:withdraw": "amina",
    "families:letter": "amina", "families:take_back_letter": "amina", "families:switch_off": "amina",
    "families:own_details": "amina", "families:my_safe": "grace", "families:my_phone": "grace",
    "families:take_up": "jo", "volunteers:home": "ruth", "volunteers:diary": "ruth", "end_one": "amina", "end_others": "amina",
    "mfa_remove_webauthn": "amina",
}  # fmt: skip
# Forms that cannot succeed in the scene as it stands; they are swapped all the same.
REFUSED_ANYWAY = {"families:appoint", "families:cover", "families:say_goodbye_for_now", "families:welcome_back", "mfa_remove_webauthn"}  # fmt: skip
HIDDEN_KEY = {"families:ask": "asked", "families:tell": "concern"}  # of what a form's hidden key is the key; else of a visit
LEFT_OUT = re.compile(r"relational_(event|look|denial|chain|link|seal|recordcheck|cspreport)")
SAID_ONCE = re.compile(
    r'csrfmiddlewaretoken" value="[^"]+|nonce-[^\s\']+|nonce="[^"]+|csrftoken=\S+|sessionid=\S+|"csrf[^}]*|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
    r'|expires=[^;]+|Content-Length: \d+|<svg.*?</svg>|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S{6}', re.S
)  # fmt: skip


def tables() -> list[str]:
    return sorted(name for name in locks.gathered("LOCKS") if not LEFT_OUT.match(name) and "usersession" not in name)


def fingerprint() -> list:
    """A hash over every row of every table about families and people; the record itself is left out."""
    one = "SELECT '{0}', md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) FROM \"{0}\" t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(table) for table in tables()))
        return sorted(cursor.fetchall())


def rows() -> dict[str, set[str]]:
    with connection.cursor() as cursor:
        found = {}
        for table in tables():
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            found[table] = {row for (row,) in cursor.fetchall()}
        return found


def is_id(value) -> bool:
    try:
        return bool(UUID(str(value)))
    except ValueError:
        return False


def id_fields(post: dict):
    for name, value in post.items():
        for place, one in enumerate(value if isinstance(value, list) else [value]):
            if is_id(one):
                yield name, place if isinstance(value, list) else None


def with_(post: dict, name, place, value) -> dict:
    return post | {name: value if place is None else [value if n == place else v for n, v in enumerate(post[name])]}


def difference(one, other) -> list[str]:
    """Where two answers part."""
    if one[0] != other[0]:
        return [str(one[0]), str(other[0])]
    lines = zip(one[1].splitlines(), other[1].splitlines(), strict=False)
    return next(([a[:200], b[:200]] for a, b in lines if a != b), ["one is longer"])


def masked(answer) -> str:
    """All that tells one answer from another: headers and body, without what is new in every answer."""
    headers = " ".join(f"{name}: {value}" for name, value in answer.items())
    return SAID_ONCE.sub("…", f"{headers}\n{answer.content.decode()}")


def stage(monkeypatch, today):
    monkeypatch.setattr(denials, "denied", lambda *args, **kwargs: None)
    scene = set_the_scene(today)
    walk = Walk(scene, clients(scene))
    return scene, walk


def sent(walk, person, address, post):
    """(status, whole answer, whether anything was written)."""
    client = walk.browsers[person]
    kept = client.cookies.copy()
    with taken_back():
        before = fingerprint()
        with transaction.atomic():
            answer = client.post(address, post)
        changed = [was[0] for was, now in zip(before, fingerprint(), strict=True) if was != now]
    client.cookies = kept
    return answer, whole(answer), changed


def address_of(scene, name, whose, swapped=None):
    converters = pages()[name].pattern.converters
    known = scene.things[whose].get(name) or (scene.things[whose]["family"] if converters else {})
    return reverse(name, kwargs={**known, **(swapped or {})}) + QUERY.get(name, "")


def test_no_swapped_id_reads_or_writes(db, today, monkeypatch):
    scene, walk = stage(monkeypatch, today)
    wrong, swaps, compared = [], 0, 0
    for name, person in WHO.items():
        post = full_post(name, scene, "okafors")
        answer, text, changed = sent(walk, person, address_of(scene, name, "okafors"), post)
        if not changed and name not in REFUSED_ANYWAY | {"end_others", "end_one", "families:my_safe", "families:my_phone", "families:forget_keys"}:
            wrong.append(f"{name} as {person} does nothing as it is: {answer.status_code} {complaints(text)}")
        foreign_post = full_post(name, scene, "yorks")
        own = scene.found(text)
        # the ids of its address
        for part in pages()[name].pattern.converters:
            foreign = scene.things["yorks"].get(name, scene.things["yorks"]["family"])[part]
            if name == "families:place":  # one of no family is for every supervisor; theirs has found its family
                foreign = scene.things["yorks"]["ids"]["asked"].pk
            unknown = 987654 if isinstance(foreign, int) else new_key()
            answers = []
            for value in (foreign, unknown):
                if part == "pk" and value == foreign:
                    value = scene.key.pk
                answer, text, changed = sent(walk, person, address_of(scene, name, "okafors", {part: value}), post)
                swaps += 1
                answers.append((answer.status_code, masked(answer)))
                if answer.status_code not in (403, 404) or changed or scene.found(text):
                    wrong.append(f"{name} with {part} of another: {answer.status_code}, wrote {changed}, read {scene.found(text)}")
            compared += 1
            if answers[0] != answers[1]:
                wrong.append(f"{name}: {part} of another and of nobody differ: {answers[0][0]}, {answers[1][0]}")
        # the ids of its form
        for field, place in id_fields(post):
            foreign = foreign_post[field] if place is None else foreign_post[field][min(place, len(foreign_post[field]) - 1)]
            if field == "key":
                foreign = scene.things["yorks"]["ids"][HIDDEN_KEY.get(name, "visit")].pk
            answers = []
            for value in (foreign, new_key()):
                answer, text, changed = sent(walk, person, address_of(scene, name, "okafors"), with_(post, field, place, value))
                swaps += 1
                answers.append((answer.status_code, masked(answer)))
                read = {(kind, of) for kind, of in scene.found(text) - own if of != "okafors" and (person != "jo" or of == "yorks")}
                if read or (changed and not (field == "key" and value != foreign)):
                    wrong.append(f"{name} with {field} of {'another' if value == foreign else 'nobody'}: {answer.status_code}, wrote {changed}, read {read}")
            if field != "key":  # a new key is what an honest form sends
                compared += 1
                if answers[0] != answers[1]:
                    wrong.append(f"{name}: {field} of another and of nobody differ: {answers[0][0]}, {answers[1][0]}")
    write_down("swapped ids", routes=len(WHO), swaps=swaps, compared=compared, tables=len(tables()), wrong=len(wrong))
    assert not wrong, "\n".join(wrong)
    assert swaps > 100


def complaints(text: str) -> list[str]:
    return re.findall(r'class="[^"]*error[^"]*"[^>]*>(.*?)</', text, re.S)[:4]


def test_every_form_that_writes_is_swapped():
    """A new page that takes a post needs its line in WHO, unless it is about signing in."""
    writes = {name for name, pattern in pages().items() if name.startswith(("families:", "volunteers:"))}
    from tests.trust.posts import ONLY_READ

    assert writes - ONLY_READ - set(WHO) == {"families:open_letter", "families:letter_born"}


QUERIES = [  # page, person, parameter, which id of a family it is
    ("families:log", "amina", "planned", "planned"), ("families:tell", "amina", "family", "family"),
    ("families:who_looked", "amina", "family", "family"), ("families:who_looked", "jo", "family", "family"),
    ("families:who_looked", "jo", "person", "worker"), ("families:who_looked", "ruth", "family", "family"),
    ("families:who_looked_table", "amina", "family", "family"), ("families:who_looked_table", "jo", "family", "family"),
    ("families:who_looked_table", "jo", "person", "worker"), ("families:who_looked", "helen", "family", "family"),
    ("families:people", "jo", "team", "team"), ("families:index", "amina", "show", "family"),
    ("families:pick", "amina", "name", "family"),
]  # fmt: skip


def test_no_query_asks_for_another_family(db, today, monkeypatch):
    """A foreign id after the question mark is answered as one that nobody has."""
    scene, walk = stage(monkeypatch, today)
    wrong = []
    for name, person, parameter, what in QUERIES:
        thing = scene.things["yorks"]["ids"][what]
        answers = []
        for value in (thing.pk, new_key()):
            client = walk.browsers[person]
            with taken_back():
                answer = client.get(address_of(scene, name, "okafors"), {parameter: str(value)})
                text = whole(answer)
            if leaked := {(kind, of) for kind, of in scene.found(text) if of == "yorks"}:
                wrong.append(f"{name}?{parameter} as {person} shows {leaked}")
            answers.append((answer.status_code, masked(answer)))
        if answers[0] != answers[1]:
            wrong.append(f"{name}?{parameter} as {person}: another’s and nobody’s differ: {difference(*answers)}")
    write_down("swapped queries", queries=2 * len(QUERIES), wrong=len(wrong))
    assert not wrong, "\n".join(wrong)


# --- Mass assignment ----------------------------------------------------------------------------------------------

NEW = re.compile(
    r"""[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}|\d{4}-\d\d-\d\dT[\d:.+]+|"password": "[^"]*|"id": \d+"""
)


def every_field() -> set[str]:
    """The name of every column that somebody might hope a form writes."""
    return {
        name
        for model in apps.get_models()
        if model._meta.app_label in ("families", "relational", "account", "mfa")
        for field in model._meta.concrete_fields
        for name in (field.name, field.attname)
    } | {"is_staff", "is_superuser", "status", "owner", "author", "audience", "user", "roles_held", "request_user"}


def what_it_writes(walk, scene, person, address, post) -> list:
    before = rows()
    known = set(re.findall(NEW, " ".join(row for table in before.values() for row in table)))
    client = walk.browsers[person]
    kept = client.cookies.copy()
    with taken_back():
        client.post(address, post)
        after = rows()
    client.cookies = kept
    mask = lambda row: NEW.sub(lambda found: found[0] if found[0] in known else "new", row)  # noqa: E731
    return sorted((table, mask(row)) for table in after for row in after[table] - before[table])


def test_no_form_takes_what_it_did_not_ask_for(db, today, monkeypatch):
    scene, walk = stage(monkeypatch, today)
    yorks = scene.things["yorks"]["ids"]
    wrong, tried = [], 0
    for name, person in WHO.items():
        address, post = address_of(scene, name, "okafors"), full_post(name, scene, "okafors")
        with taken_back():
            shown = walk.browsers[person].get(address).content.decode()
        asked_for = set(re.findall(r'name="([^"]+)"', shown)) | set(post) | {"words"}
        extra = {
            field: str(yorks["family"].pk if "family" in field else scene.people["kim"].pk if field.endswith(("by", "by_id", "user", "user_id", "person_id")) else "true")
            for field in every_field() - asked_for
        }
        tried += len(extra)
        plain, more = (what_it_writes(walk, scene, person, address, one) for one in (post, post | extra))
        if plain != more:
            wrong.append(f"{name} as {person}: {[row for row in more if row not in plain][:3]} instead of {[row for row in plain if row not in more][:3]}")
    write_down("mass assignment", forms=len(WHO), fields_tried=tried, wrong=len(wrong))
    assert not wrong, "\n".join(wrong)

