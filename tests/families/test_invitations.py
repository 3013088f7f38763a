"""The letter: one code, used once, for the one it was made for; and nobody learns anything by trying."""

import logging
import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from families import invitations, support, unlogged
from families.models import FamilyMember, Handed, Invitation
from relational.keys import new_key
from relational.models import Event, Role, RoleHeld, User
from relational.qr import square
from relational.refusals import Refusal
from tests import make

BORN = date(1994, 3, 27)
LETTERS = "/families/{}/letter/"


@pytest.fixture(autouse=True)
def no_tries_yet():
    cache.clear()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def adaezes(team, jo, amina):
    """Amina's new family: Adaeze has no way in yet."""
    return make.family(
        name="Adaeze's family",
        key_worker=amina,
        by=jo,
        team=team,
        members=[support.new_member(name="Adaeze Obi", tie="mother", born_on=BORN)],
    )


@pytest.fixture
def adaeze(adaezes):
    return adaezes.members.get(called="Adaeze")


def opened(code, *, born=(27, 3), now=None, address="192.0.2.1"):
    return invitations.open_with(mark=invitations.mark_of(code), born=born, now=now or timezone.now(), address=address)


# The code


def test_a_code_is_eight_of_24_symbols_that_spell_no_word_and_look_like_nothing_else():
    assert len(set(invitations.SYMBOLS)) == len(invitations.SYMBOLS) == 24
    assert not set(invitations.SYMBOLS) & set("AEIOUBGLSZ01")
    code = invitations.new_code()
    assert len(code) == 8 and set(code) <= set(invitations.SYMBOLS)
    assert invitations.written("CDF2HJK3") == "CDF2-HJK3"


codes = st.text(invitations.SYMBOLS, min_size=8, max_size=8)
AS_TYPED = {"8": "8Bb", "6": "6Gg", "5": "5Ss", "2": "2Zz"}


@st.composite
def typings(draw):
    """A code, and one of the ways in which somebody may type it."""
    code, typed = draw(codes), ""
    gaps = st.text(" -\t\u00a0\u2013\u2011", max_size=2)
    for symbol in code:
        typed += draw(gaps) + draw(st.sampled_from(AS_TYPED.get(symbol, symbol + symbol.lower())))
    return code, typed + draw(gaps)


@given(typings())
def test_reading_forgives_case_gaps_and_the_four_letters_that_look_like_digits(typing):
    code, typed = typing
    assert invitations.read(typed) == code


@given(codes, codes)
def test_two_codes_are_never_read_as_one(one, other):
    assert (invitations.read(one) == invitations.read(other)) == (one == other)


@given(st.text(max_size=20))
@example("ß" * 4)
@example("CDF2-HJKL")
@example("CDF2-HJK0")
@example("２３４５６７８９")
@example("CDF2HJK3C")
def test_nothing_else_is_read_as_a_code(text):
    """What is read has the eight symbols of what was typed, in their order, and nothing was made up."""
    read = invitations.read(text)
    typed = [drawn for drawn in text if not drawn.isspace() and drawn not in invitations.HYPHENS]
    known = "23456789CDFHJKMNPQRTVWXYBGSZcdfhjkmnpqrtvwxybgsz"
    assert (read is not None) == (len(typed) == 8 and set(typed) <= set(known))
    if read is not None:
        assert read == "".join(typed).upper().translate(str.maketrans("BGSZ", "8652"))


def test_the_database_holds_a_keyed_mark_and_never_the_code(adaeze, amina, now, settings):
    letter, code = invitations.invite(member=adaeze, by=amina, now=now)
    with connection.cursor() as cursor:
        cursor.execute("select i::text from families_invitation i")
        row = cursor.fetchone()[0]
        cursor.execute("select coalesce(string_agg(e::text, ' '), '') from relational_event e")
        written = row + cursor.fetchone()[0]
    assert code not in written and invitations.written(code) not in written and letter.mark in row
    settings.SECRET_KEY = "another"
    assert invitations.mark_of(code) != letter.mark, "without the key of the service a code can't be tried on a copy"


# Making


def test_a_letter_is_for_a_grown_up_who_lives_here_and_works_28_days(adaeze, adaezes, amina, now):
    letter, code = invitations.invite(member=adaeze, by=amina, now=now)
    assert (letter.made_by, letter.handed, letter.expires_at) == (amina, Handed.IN_PERSON, now + timedelta(days=28))
    child = FamilyMember.objects.create(family=adaezes, name="Ife", called="Ife", is_adult=False, born_on=BORN)
    for wrong, change in ((child, {}), (adaeze, {"left_on": now.date()}), (adaeze, {"died_on": now.date()})):
        FamilyMember.objects.filter(pk=wrong.pk).update(**change)
        with pytest.raises(Refusal):
            invitations.invite(member=wrong, by=amina, now=now)
        FamilyMember.objects.filter(pk=wrong.pk).update(left_on=None, died_on=None)


def test_a_posted_letter_needs_the_answer_who_opens_letters_at_home(adaeze, amina, now):
    with pytest.raises(Refusal) as refusal:
        invitations.invite(member=adaeze, by=amina, now=now, handed="by_post", who_opens=" ")
    assert refusal.value.field == "who_opens"
    letter, _ = invitations.invite(member=adaeze, by=amina, now=now, handed="by_post", who_opens="Only she does")
    assert letter.who_opens == "Only she does"
    assert "Only she" not in str(list(Event.objects.values_list("details")))
    with pytest.raises(DatabaseError), transaction.atomic():
        make_row(adaeze, amina, now, handed="by_post")


def make_row(member, by, now, **more):
    return Invitation.objects.create(
        family=member.family, member=member, mark=str(new_key()), made_at=now, made_by=by,
        expires_at=now + timedelta(days=1), **more,
    )  # fmt: skip


def test_one_letter_waits_for_a_member_at_most(adaeze, amina, now):
    first, old_code = invitations.invite(member=adaeze, by=amina, now=now)
    second, code = invitations.invite(member=adaeze, by=amina, now=now)
    first.refresh_from_db()
    assert first.taken_back_by == amina and Invitation.objects.live(now).get() == second
    with pytest.raises(Refusal):
        opened(old_code)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_row(adaeze, amina, now)


def test_a_letter_stays_as_it_was_made_and_a_closed_one_stays_closed(adaeze, amina, now):
    letter, code = invitations.invite(member=adaeze, by=amina, now=now)
    for change in ({"mark": "x"}, {"expires_at": now + timedelta(days=90)}, {"made_by": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Invitation.objects.update(**change)
    opened(code)
    with pytest.raises(DatabaseError), transaction.atomic():
        Invitation.objects.update(used_at=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        letter.delete()


def test_a_birthday_nobody_knew_is_asked_for_because_the_letter_opens_with_it(adaeze, amina, now):
    FamilyMember.objects.update(born_on=None)
    with pytest.raises(Refusal) as refusal:
        invitations.invite(member=adaeze, by=amina, now=now)
    assert refusal.value.field == "born_on"
    _, code = invitations.invite(member=adaeze, by=amina, now=now, born_on=BORN)
    assert opened(code).family_member == adaeze


def test_somebody_who_works_here_gets_no_letter_and_a_letter_never_opens_staff_pages(adaeze, adaezes, amina, team, now):
    _, code = invitations.invite(member=adaeze, by=amina, now=now)
    member = FamilyMember.objects.get()
    member.user = make.person("Adaeze", Role.KEY_WORKER, team=team)
    member.save()
    with pytest.raises(Refusal):
        opened(code)
    with pytest.raises(Refusal):
        invitations.invite(member=member, by=amina, now=now)


def test_a_family_we_said_goodbye_to_is_welcomed_back_first(adaeze, adaezes, amina, jo, now):
    support.say_goodbye_for_now(family=adaezes, by=jo, on=timezone.localdate(now), reason="She is well.")
    with pytest.raises(Refusal, match="Welcome them back"):
        invitations.invite(member=adaeze, by=amina, now=now)


# Opening


def test_code_and_birthday_make_her_a_user_with_that_role_alone_and_no_email(adaeze, amina, now):
    letter, code = invitations.invite(member=adaeze, by=amina, now=now)
    user = opened(code)
    adaeze.refresh_from_db()
    assert (adaeze.user, user.email, user.called) == (user, None, "Adaeze") and not user.has_usable_password()
    assert user.roles_on(timezone.localdate(now)) == {Role.FAMILY_MEMBER}
    letter.refresh_from_db()
    assert letter.used_at
    assert Event.objects.get(verb="open_letter").by == user


def test_a_letter_opens_once(adaeze, amina, now):
    _, code = invitations.invite(member=adaeze, by=amina, now=now)
    opened(code)
    with pytest.raises(invitations.Closed):
        opened(code)
    assert User.objects.filter(family_member=adaeze).count() == 1


def test_unknown_used_old_taken_back_spent_and_wrong_all_sound_the_same(adaeze, amina, now):
    said = []

    def refused(code, **more):
        with pytest.raises(Refusal) as refusal:
            opened(code, **more)
        said.append(str(refusal.value))

    refused(invitations.new_code())
    _, code = invitations.invite(member=adaeze, by=amina, now=now)
    refused(code, born=(1, 1))
    refused(code, now=now + timedelta(days=28))
    _, newer = invitations.invite(member=adaeze, by=amina, now=now)
    refused(code)
    for _ in range(6):
        refused(newer, born=(1, 1))
    refused(newer)
    _, third = invitations.invite(member=adaeze, by=amina, now=now)
    opened(third)
    refused(third)
    assert len(set(said)) == 1 and "Adaeze" not in said[0] and "Amina" not in said[0]
    assert settings.SERVICE_PHONE in said[0]


def test_one_second_before_28_days_it_opens(adaeze, amina, now):
    _, code = invitations.invite(member=adaeze, by=amina, now=now)
    assert opened(code, now=now + timedelta(days=28, seconds=-1))


def test_five_wrong_birthdays_spend_a_letter_and_that_is_on_the_record(adaeze, amina, now):
    letter, code = invitations.invite(member=adaeze, by=amina, now=now)
    for number in range(1, 6):
        with pytest.raises(invitations.Closed):
            opened(code, born=(number, 1), address=f"192.0.2.{number}")
    letter.refresh_from_db()
    assert letter.is_spent and Event.objects.get(verb="spend_letter").family == adaeze.family_id
    with pytest.raises(invitations.Closed):
        opened(code, address="192.0.2.9")


def test_an_address_that_tries_too_often_waits_whatever_it_tries(adaeze, amina, now):
    _, code = invitations.invite(member=adaeze, by=amina, now=now)
    for _ in range(invitations.TRIES_FROM_ONE_ADDRESS):
        with pytest.raises(invitations.Closed):
            opened(invitations.new_code(), now=now)
    with pytest.raises(invitations.TooManyTries):
        opened(code, now=now)
    assert opened(code, now=now + timedelta(minutes=15, seconds=1))


def test_a_new_letter_ends_earlier_sessions_and_gives_the_role_back(okafors, grace, amina, client, today, now):
    FamilyMember.objects.filter(user=grace).update(born_on=BORN)
    member = okafors.members.get(user=grace)
    client.force_login(grace)
    assert client.get("/me/").status_code == 200
    invitations.switch_off(member=member, by=amina, now=now)
    assert client.get("/me/").url == "/in/letter/"
    _, code = invitations.invite(member=member, by=amina, now=now)
    client.force_login(grace)
    user = opened(code)
    assert user == grace and user.roles_on(today) == {Role.FAMILY_MEMBER}
    assert client.get("/me/").url == "/in/letter/"


def test_switching_off_ends_role_sessions_and_letter_in_one_step(okafors, grace, amina, client, today, now):
    member = okafors.members.get(user=grace)
    _, code = invitations.invite(member=member, by=amina, now=now, born_on=BORN)
    client.force_login(grace)
    assert client.get("/me/").status_code == 200
    invitations.switch_off(member=member, by=amina, now=now)
    assert grace.roles_on(today) == set() and not Invitation.objects.live(now).exists()
    assert client.get("/me/").url == "/in/letter/"
    with pytest.raises(invitations.Closed):
        opened(code)
    with pytest.raises(Refusal):
        invitations.switch_off(member=member, by=amina, now=now)


def test_switching_off_the_way_in_of_somebody_who_also_works_here_leaves_her_work(
    okafors, grace, amina, team, now, today
):
    RoleHeld.objects.create(user=grace, role=Role.VOLUNTEER, team=team, started_on=today)
    invitations.switch_off(member=okafors.members.get(user=grace), by=amina, now=now)
    assert grace.roles_on(today) == {Role.VOLUNTEER}


# The pages


def test_the_letter_shows_code_square_and_a_voice_and_nothing_that_names_the_problem(adaezes, amina, sign_in):
    answer = sign_in(amina).post(LETTERS.format(adaezes.pk), letter_for(adaezes))
    html = answer.content.decode()
    code = re.search(r'data-t="letter-code">([^<]+)<', html).group(1)
    assert re.fullmatch(r"[2-9CDFHJKMNPQRTVWXY]{4}-[2-9CDFHJKMNPQRTVWXY]{4}", code)
    assert square(f"http://testserver/in/letter/{code.replace('-', '')}") in html
    sheet = html.split("<article", 1)[1].split("</article", 1)[0]
    assert "You do not have to use this. Amina will come anyway." in re.sub(r"\s+", " ", sheet)
    assert amina.phone in sheet and "Adaeze" in sheet and "Obi" not in sheet
    assert settings.SERVICE_NAME not in sheet and adaezes.name not in sheet
    assert "<title>A letter</title>" in html and answer.headers["Cache-Control"] == "no-store"
    # and it is nowhere else: not on the page when it is asked for again, not on the story
    for address in (LETTERS.format(adaezes.pk), f"/families/{adaezes.pk}/"):
        shown = sign_in(amina).get(address).content.decode()
        assert code not in shown and code.replace("-", "") not in shown


def letter_for(family, **more):
    return {"member": family.members.filter(is_adult=True).first().pk, "handed": "in_person", **more}


def test_a_letter_is_made_for_this_family_only(adaezes, okafors, amina, sign_in):
    answer = sign_in(amina).post(LETTERS.format(adaezes.pk), letter_for(okafors))
    assert answer.status_code == 422 and not Invitation.objects.exists()
    for act in ("take-back", "switch-off"):
        sign_in(amina).post(f"{LETTERS.format(adaezes.pk)}{act}/", {"member": okafors.members.get(called="Grace").pk})
    assert okafors.members.get(called="Grace").user.roles_on(timezone.localdate())


def test_who_does_not_reach_the_family_makes_no_letter(adaezes, amina, zofia, ruth, grace, okafors, jo, kim, client):
    for person, status in ((zofia, 404), (ruth, 404), (kim, 404), (grace, 404), (jo, 200)):
        client.force_login(person)
        assert client.post(LETTERS.format(adaezes.pk), letter_for(adaezes)).status_code == status
    client.force_login(ruth)
    assert client.post(LETTERS.format(okafors.pk), letter_for(okafors)).status_code == 403
    assert Invitation.objects.count() == 1


def walk_in(client, code, born=(27, 3), typed=True):
    if typed:
        assert client.post("/in/letter/", {"code": code}).url == "/in/letter/born/"
    else:
        assert client.get(f"/in/letter/{code}").url == "/in/letter/born/"
    return client.post("/in/letter/born/", {"day": born[0], "month": born[1]})


@pytest.mark.parametrize("typed", [True, False], ids=["typed", "scanned"])
def test_the_walk_in_and_the_code_is_in_no_page_session_event_header_or_log(adaeze, amina, client, now, typed, caplog):
    _, code = invitations.invite(member=adaeze, by=amina, now=now)
    born_key = client.session.session_key
    told = []
    with caplog.at_level(logging.DEBUG):
        client.get("/in/letter/zz" + code)  # and an address with more than a code in it
        answer = walk_in(client, code, typed=typed)
        assert answer.url == "/me/phone/"
        for address in ("/me/phone/", "/me/", "/me/safe/"):
            answer = client.get(address)
            told.append(answer.content.decode() + str(answer.headers))
        assert client.get("/me/").url == "/me/safe/"
        client.post("/me/phone/", {"only_mine": "no"})
        assert client.post("/me/safe/").url == "/me/"
        told.append(client.get("/me/").content.decode())
        told += [str(one.get_decoded()) for one in Session.objects.all()]
        told += [str(row) for row in Event.objects.values()]
    told += [str(record.getMessage()) for record in caplog.records]
    for text in told:
        assert code not in text and invitations.written(code) not in text
    assert client.session.session_key != born_key and "letter" not in client.session


def test_nobody_is_asked_for_what_she_typed_twice(adaeze, amina, client, now):
    _, code = invitations.invite(member=adaeze, by=amina, now=now)
    answer = client.post("/in/letter/", {"code": "CDF2-HJKL"})
    assert answer.status_code == 422 and "CDF2-HJKL" in answer.content.decode()
    answer = walk_in(client, code, born=(28, 3))
    html = answer.content.decode()
    assert answer.status_code == 200, "an error would be rolled back, and the wrong try with it"
    assert 'value="28"' in html and 'value="3"' in html and "This did not open" in html
    assert client.post("/in/letter/born/", {"day": "31", "month": "x"}).status_code == 422
    assert Invitation.objects.get().wrong_birthdays == 1


def test_no_page_tells_a_real_code_from_an_invented_one(adaeze, amina, now):
    _, code = invitations.invite(member=adaeze, by=amina, now=now)
    pages = []
    for tried in (code, invitations.new_code()):
        client = Client()
        answer = walk_in(client, tried, born=(1, 1))
        html = re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
        pages.append((answer.status_code, html, {k: v for k, v in answer.headers.items() if k != "Content-Length"}))
    assert pages[0] == pages[1]


def test_a_phone_that_is_only_hers_keeps_her_30_days_and_any_other_forgets(adaeze, amina, client, now):
    _, code = invitations.invite(member=adaeze, by=amina, now=now)
    walk_in(client, code)
    assert client.session.get_expire_at_browser_close()
    answer = client.post("/me/phone/", {"only_mine": "yes"})
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 30 * 24 * 60 * 60
    assert client.session["only_mine"] is True
    answer = client.post("/me/phone/", {"only_mine": "no"})
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""


def test_a_letter_read_on_somebody_elses_phone_shows_nothing_of_her(adaeze, amina, okafors, grace, sign_in, now):
    _, code = invitations.invite(member=adaeze, by=amina, now=now)
    client = sign_in(grace)
    assert client.get("/in/letter/").url == "/"
    assert client.get(f"/in/letter/{code}").url == "/in/letter/born/"
    html = client.get("/in/letter/born/").content.decode()
    assert "Adaeze" not in html and "Grace" not in html
    assert client.get("/me/").context["member"].user == grace, "a link alone signs nobody out"
    client.post("/in/letter/born/", {"day": adaeze.born_on.day, "month": adaeze.born_on.month})
    adaeze.refresh_from_db()
    assert client.get("/me/", follow=True).wsgi_request.user == adaeze.user


def test_a_family_member_comes_back_with_a_new_letter_and_nothing_else(adaeze, amina, client, now):
    _, code = invitations.invite(member=adaeze, by=amina, now=now)
    walk_in(client, code)
    client.get("/me/w/")
    answer = client.get("/me/")
    assert answer.url == "/in/letter/", "and not a word of where she was"
    assert "Ask your worker for a new letter" in client.get(answer.url).content.decode()
    assert User.objects.get(family_member=adaeze).email is None


def test_every_family_page_is_called_home_and_is_kept_by_nobody(okafors, grace, sign_in):
    client = sign_in(grace)
    for address in ("/me/", "/me/safe/", "/me/phone/"):
        answer = client.get(address)
        html = answer.content.decode()
        assert re.search(r"<title>([^<]*)</title>", html).group(1) == "Home"
        assert '<link rel="icon" href="data:,">' in html and "htmx" not in html
        assert answer.headers["Cache-Control"] == "no-store" and answer.headers["Referrer-Policy"] == "same-origin"
        assert html.count('href="/me/w/"') == 2
        assert html.index('href="/me/w/"') < html.index("<main")


def test_leaving_needs_no_form_and_ends_the_session_on_the_server(okafors, grace, sign_in, settings):
    settings.LEAVE_TO = "https://weather.example/"
    client = sign_in(grace)
    key = client.session.session_key
    answer = client.get("/me/w/")
    assert (answer.status_code, answer.url) == (302, "https://weather.example/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.headers["Referrer-Policy"] == "no-referrer" and answer.headers["Cache-Control"] == "no-store"
    assert not Session.objects.filter(pk=key).exists()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert client.get("/me/").url == "/in/letter/"


def test_the_script_that_leaves_is_no_more_than_a_kilobyte():
    assert (settings.BASE_DIR / "static" / "js" / "leave.js").stat().st_size <= 1024


# Logs


@pytest.mark.parametrize(
    "line, kept",
    [
        ('"GET /in/letter/CDF2HJK3 HTTP/1.1" 302', '"GET /in/letter/… HTTP/1.1" 302'),
        ("Not Found: /in/letter/%43DF2/HJK3?x=1", "Not Found: /in/letter/…?x=1"),
        ("GET /in/letter/ and /in/letter/born/", "GET /in/letter/ and /in/letter/born/"),
    ],
)
def test_a_code_in_an_address_is_taken_out_of_a_line(line, kept):
    assert unlogged.scrubbed(line) == kept


def test_a_record_is_cleaned_whoever_writes_it(caplog):
    with caplog.at_level(logging.INFO):
        logging.getLogger("gunicorn.access").info("%(r)s", {"r": "GET /in/letter/CDF2HJK3 HTTP/1.1"})
        logging.getLogger("elsewhere").warning("%s %s", "/in/letter/CDF2HJK3", 404)
    assert "CDF2HJK3" not in caplog.text and "/in/letter/…" in caplog.text


def test_the_square_is_a_picture_in_the_page_that_says_the_address():
    from base64 import b64decode

    from qrcode import QRCode

    svg = b64decode(square("https://families.example/in/letter/CDF2HJK3").partition(",")[2]).decode()
    code = QRCode(error_correction=0, border=4)
    code.add_data("https://families.example/in/letter/CDF2HJK3")
    dark = {(x, y) for y, row in enumerate(code.get_matrix()) for x, is_dark in enumerate(row) if is_dark}
    assert {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", svg)} == dark


def test_nobody_says_in_a_letter_that_she_is_their_person_who_is_not(adaezes, adaeze, amina, jo, today, sign_in):
    from families import relationships

    spell = adaezes.relationships.named().key_workers().get()
    relationships.end(relationship=spell, by=jo, on=today, reason="Moves on", side="service")
    post = {"member": str(adaeze.pk), "handed": "in_person"}
    html = sign_in(jo).post(f"/families/{adaezes.pk}/letter/", post).content.decode()
    assert "I am from Hand in Hand Bradford" in html and "I am your person" not in html and "Jo will come" not in html
