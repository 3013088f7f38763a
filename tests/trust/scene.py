"""The scene of the proof: three families with words that nobody could guess in every protected field.

Whoever finds one of these words in an answer knows whose it is and what it was: (kind, family).
The Okafors and the Maliks belong to Jo's team, the Yorks to Kim's. Amina and Ruth are the Okafors', Zofia and Ola the
Maliks', Yan the Yorks'; Sue supervises beside Jo. Nell's cover for the Okafors ended yesterday, Fay's begins tomorrow;
Mo covers for the Maliks now. Helen has asked about the Okafors and is not involved; Ines is, with their yes. Grace and
Dan live there, each with an own way in; Kofi left.
"""

import re
import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.utils import timezone

from families import concerns, contacts, invitations, relationships, support
from families.models import (
    Arrival,
    Contact,
    ContactDetail,
    Flag,
    Involvement,
    KeptApart,
    LateWords,
    Limit,
    Promise,
    Relationship,
    RoutedRequest,
    SupportPeriod,
)
from relational.keys import new_key
from relational.models import Check, Letter, Role, User
from tests import make

FAMILIES = ("okafors", "maliks", "yorks")
PEOPLE = (
    "amina zofia jo sue kim ruth ola mo helen ines grace dan kofi sana dee ro ade nell fay nobody"
).split()  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def word(length=10) -> str:
    return "Zq" + "".join(secrets.choice(LETTERS) for _ in range(length))


@dataclass
class Scene:
    people: dict = field(default_factory=dict)
    families: dict = field(default_factory=dict)
    things: dict = field(default_factory=lambda: {family: {} for family in FAMILIES})
    canaries: dict = field(default_factory=dict)  # the word in small letters, without spaces -> (kind, family)
    today: date | None = None

    def canary(self, kind: str, family: str, text: str | None = None) -> str:
        text = text or word()
        self.canaries[squeezed(text)] = (kind, family)
        return text

    def words(self, kind, family, line="Told in confidence: {}, and not to be passed on.") -> str:
        return line.format(self.canary(kind, family))

    def born(self, kind, family, first, last) -> date:
        """A birth date nobody would guess, known in every way a page may write it."""
        day = date(first, 1, 1) + timedelta(days=secrets.randbelow(365 * (last - first)))
        for way in ("{0:%Y-%m-%d}", "{0.day}{0:%B%Y}", "{0.day}{0:%b%Y}", "{0:%d/%m/%Y}", "{0.day}/{0.month}/{0.year}", "{0:%B}{0.day},{0.year}"):
            self.canary(kind, family, way.format(day))
        return day

    def found(self, text: str) -> set[tuple[str, str]]:
        """What of it stands in this text, whatever its case and its spaces."""
        text, hits = squeezed(text), set()
        at = text.find("zq")
        while at >= 0:
            hits |= {text[at : at + length] for length in WORDS}
            at = text.find("zq", at + 1)
        for found in NUMBERS.finditer(text):
            hits |= {found[1], found[1][1:]}
        return {self.canaries[hit] for hit in hits if hit in self.canaries}


WORDS = (8, 12)  # how long a postcode and any other word is
MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
SHORT = "|".join(month[:3] for month in MONTHS.split("|"))
# Telephones and every way to write a day, also where other figures stand right before them.
NUMBERS = re.compile(
    rf"(?=(07\d{{9}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}(?:{MONTHS}|{SHORT})\d{{4}}|\d{{1,2}}/\d{{1,2}}/\d{{4}}|(?:{MONTHS})\d{{1,2}},\d{{4}}))"
)


def squeezed(text: str) -> str:
    return "".join(text.replace("&nbsp;", " ").replace("%20", " ").split()).lower()


def set_the_scene(today: date) -> Scene:
    scene = Scene(today=today)
    people = scene.people
    make.service()
    here, there = make.team("Manningham"), make.team("Keighley Road")
    for called, role, team in (
        ("jo", Role.SUPERVISOR, here), ("kim", Role.SUPERVISOR, there), ("amina", Role.KEY_WORKER, here),
        ("sue", Role.SUPERVISOR, here), ("mo", Role.KEY_WORKER, here), ("wes", Role.KEY_WORKER, there),
        ("zofia", Role.KEY_WORKER, here), ("nell", Role.KEY_WORKER, here), ("fay", Role.KEY_WORKER, here),
        ("pat", Role.KEY_WORKER, here), ("yan", Role.KEY_WORKER, there), ("ruth", Role.VOLUNTEER, here),
        ("ola", Role.VOLUNTEER, here), ("vera", Role.VOLUNTEER, there), ("dee", Role.SERVICE_MANAGER, None),
        ("ro", Role.RECORDS_OFFICER, None), ("ade", Role.ADMINISTRATOR, None),
        ("grace", Role.FAMILY_MEMBER, None), ("dan", Role.FAMILY_MEMBER, None), ("kofi", Role.FAMILY_MEMBER, None),
        ("sana", Role.FAMILY_MEMBER, None), ("york", Role.FAMILY_MEMBER, None),
    ):  # fmt: skip
        people[called] = make.person(called.capitalize(), role, team=team)
    for called in ("helen", "ines", "uma"):
        people[called] = make.professional(called.capitalize(), "health visitor", organisation="0-19 service")
    for key in (people["pat"],):
        scene.key = Authenticator.objects.create(
            user=key, type=Authenticator.Type.WEBAUTHN, data={"name": "phone", "credential": {}}
        )
    day = timedelta(days=1)
    household(scene, "okafors", team=here, by="jo", worker="amina", volunteer="ruth", stand_in="zofia", asker="helen",
              members={"mother": "grace", "father": "dan", "uncle": "kofi"}, due=1, today=today,
              covers=[("nell", today - 9 * day, today - day), ("fay", today + day, today + 9 * day)])
    household(scene, "maliks", team=here, by="jo", worker="zofia", volunteer="ola", stand_in=None, asker="uma",
              members={"mother": "sana"}, due=20, today=today,
              covers=[("mo", today - day, today + day)])
    household(scene, "yorks", team=there, by="kim", worker="yan", volunteer="vera", stand_in=None, asker="uma",
              members={"mother": "york"}, due=20, today=today)  # fmt: skip
    okafors = scene.families["okafors"]
    okafors.members.filter(user=people["kofi"]).update(left_on=today - timedelta(days=10))
    make.involvement(family=okafors, person=people["ines"], by=people["amina"], agreed="yes")
    for called, person in people.items():
        Letter.objects.create(
            to=person, kind="urgent", about=f"a canary for {called}", subject=scene.words("letter", "okafors", "{}"),
            body=scene.words("letter", "okafors"), family=okafors.pk, given_up_at=timezone.now(),
        )  # fmt: skip
        if called not in ("grace", "dan", "kofi", "sana", "york", "helen", "ines", "uma"):
            Check.objects.create(
                user=person, what="references", done_on=today, written_by=people["ade" if called != "ade" else "ro"]
            )
    return scene


def household(scene, name, *, team, by, worker, volunteer, stand_in, asker, members, due, today, covers=()):
    """One family with one of everything there is, each with its own word."""
    people, things = scene.people, scene.things[name]
    c = lambda kind: scene.canary(kind, name)  # noqa: E731
    words = lambda kind, line="Told in confidence: {}, and not to be passed on.": scene.words(kind, name, line)  # noqa: E731
    by, worker, volunteer = people[by], people[worker], people[volunteer]
    made = []
    for tie, login in members.items():
        called = scene.canary(f"{tie}_name", name)
        User.objects.filter(pk=people[login].pk).update(
            called=called, name=f"{called} Family", email=f"{scene.canary('email', name)}@example.org".lower(),
            phone=scene.canary("own_phone", name, phone()), introduction=words("own_words"),
        )  # fmt: skip
        people[login].refresh_from_db()
        made.append(
            support.new_member(
                name=f"{called} Family", called=called, tie=tie, user=people[login],
                born_on=scene.born("adult_born", name, 1961, 1995),
            )  # fmt: skip
        )
    for _ in (1, 2):
        called = c("child_name")
        made.append(
            support.new_member(
                name=f"{called} Family", called=called, is_adult=False, born_on=scene.born("child_born", name, 2012, 2024)
            )
        )
    aunt = c("aunt_name")
    made.append(support.new_member(name=f"{aunt} Family", called=aunt, tie="aunt", born_on=scene.born("adult_born", name, 1950, 1960)))  # fmt: skip
    family = make.family(
        name=f"The {c('name')}s", key_worker=people["pat"], stand_in=people[stand_in] if stand_in else None, by=by, team=team,
        members=made, postcode="",
    )  # fmt: skip
    scene.families[name] = family
    family.area, family.safe_contact, family.speaks = c("area"), words("safe_contact"), c("speaks")
    family.arrival_name, family.rhythm_days = c("arrival"), 7
    family.save()
    grown = {member.tie: member for member in family.members.filter(is_adult=True)}
    ContactDetail.objects.create(
        family=family, address=words("address", "7 {} Lane"), postcode=scene.canary("postcode", name, "ZQ" + word(6)[2:].upper()),
        phone=scene.canary("phone", name, phone()), note=words("detail_note"), started_on=today - timedelta(days=90),
    )  # fmt: skip
    ContactDetail.objects.create(
        family=family, member=grown["mother"], address=words("her_address", "9 {} Road"),
        postcode=scene.canary("her_address", name, "ZQ" + word(6)[2:].upper()),
        phone=scene.canary("her_address", name, phone()), note=words("her_address"), started_on=today - timedelta(days=90),
    )  # fmt: skip
    ContactDetail.objects.create(
        family=family, address=words("old_address", "1 {} Street"), phone=scene.canary("old_address", name, phone()),
        started_on=today - timedelta(days=300), ended_on=today - timedelta(days=90),
    )  # fmt: skip
    SupportPeriod.objects.create(
        family=family, started_on=today - timedelta(days=900), ended_on=today - timedelta(days=700), started_by=by,
        ended_by=by, why=words("old_why"), asked_by=c("old_asked_by"), end_reason=words("old_end"),
    )  # fmt: skip
    family.periods.filter(ended_on=None).update(why=words("why"), asked_by=c("period_asked_by"))
    relationships.hand_over(
        family=family, to=worker, role=Role.KEY_WORKER, by=by, on=today - timedelta(days=170),
        reason=words("handover_reason", "Because {}"), why_not_together=words("why_not_together"),
        need_not_tell_again=words("need_not_tell_again"),
    )  # fmt: skip
    relationships.appoint(
        family=family, person=volunteer, role=Role.VOLUNTEER, by=by, on=today - timedelta(days=160),
        reason=words("appoint_reason", "Because {}"),
    )  # fmt: skip
    for who, on, until in covers:
        relationships.cover(
            family=family, person=people[who], role=Role.KEY_WORKER, by=by, on=on, until=until,
            reason=words("cover_reason", "{}"),
        )  # fmt: skip
        Relationship.objects.filter(family=family, person=people[who]).update(end_reason=words("cover_reason", "{}"))
    arrival = Arrival.objects.create(file_name=c("arrival"), fingerprint="0" * 64, brought_by=by, team=team)
    old = Contact.objects.create(
        family=family, kind="at_home", outcome="seen", happened_on=today - timedelta(days=40), how_it_came="named",
        facts=words("facts"), logged_by=worker, arrival=arrival, arrival_key=c("arrival"),
    )  # fmt: skip
    visit = make.contact(
        family=family, who=worker, on=today - timedelta(days=3), facts=words("facts"), how_it_was=words("how"),
        whose_words="familys", present=list(family.members.all()), promise=words("promise"), promise_by=today,
        apart=words("apart"), apart_reason=words("apart_reason", "{}"), apart_reviewer=by,
    )  # fmt: skip
    Contact.objects.filter(pk=visit.pk).update(feelings=[c("feelings")])
    bare = make.contact(family=family, who=worker, on=today - timedelta(days=2), facts=words("facts"))
    diary = make.contact(
        family=family, who=volunteer, on=today - timedelta(days=1), facts=words("diary_facts"),
        how_it_was=words("diary_how"), whose_words="mine",
    )  # fmt: skip
    planned = contacts.plan_contact(family=family, person=worker, by=worker, starts_at=make.moment(today + timedelta(days=1), "10:00"))  # fmt: skip
    hers = contacts.plan_contact(family=family, person=volunteer, by=by, starts_at=make.moment(today + timedelta(days=due), "14:00"))  # fmt: skip
    child = family.members.filter(is_adult=False).first()
    asking = {
        "family": family, "asked_by": people[asker], "asked_at": timezone.now(), "child_born_on": child.born_on,
        "postcode": "BD1", "held_by": worker, "holder": "named", "answer_by": today + timedelta(days=4),
        "moves_on": today + timedelta(days=2), "looked_for_at": timezone.now(),
    }  # fmt: skip
    asked = RoutedRequest.objects.create(
        child_name=c("asked_child"), purpose="see", need=words("need"), for_the_family=words("for_the_family"), **asking
    )
    answered = RoutedRequest.objects.create(
        child_name=c("asked_child"), purpose="question", need=words("need"), for_the_family=words("for_the_family"),
        **asking | {"moves_on": None}, decision="carry", plan=words("plan"), reply=words("reply"), family_agreed="yes",
        decided_at=timezone.now(), decided_by=worker,
    )  # fmt: skip
    unplaced = RoutedRequest.objects.create(
        **asking | {"family": None, "held_by": by, "holder": "supervisor", "child_born_on": scene.born("unplaced", name, 2012, 2024)},
        child_name=c("unplaced"), purpose="see",
        need=words("unplaced"), for_the_family=words("unplaced"),
    )  # fmt: skip
    limit = Limit.objects.filter(rule="faces_90d").first()
    flag = Flag.objects.create(
        family=family, rule="faces_90d", level="review", version=1, limit=limit,
        window_start=today - timedelta(days=89), window_end=today, numerator=6, contacts=[visit.pk, diary.pk], raised_on=today,
        supervisor_from=make.moment(today, "00:00"), worker_words=words("worker_words"), worker_words_by=worker,
        worker_words_at=timezone.now(),
    )  # fmt: skip
    Flag.objects.create(
        family=family, rule="new_faces_30d", level="review", version=1, limit=limit,
        window_start=today - timedelta(days=89), window_end=today, numerator=6, raised_on=today, decision="ask_family",
        reason=words("flag_reason"), review_on=today, decided_at=timezone.now(), decided_by=by,
    )  # fmt: skip
    involved = Involvement.objects.create(
        family=family, person=people["uma"], why=words("involved_why", "{}"), asked_by=c("involved_asked_by"), agreed="not_yet",
        added_by=worker, started_on=today, ended_on=today + timedelta(days=30),
    )  # fmt: skip
    concern = concerns.raise_concern(
        family=family, by=worker, words=words("concern"), called=c("concern_called"), now=make.moment(today, "00:01")
    )
    letter, code = invitations.invite(member=grown["aunt"], by=worker, now=timezone.now(), handed="by_post", who_opens=words("who_opens"))  # fmt: skip
    kept = KeptApart.objects.get(contact=visit)
    late = LateWords.objects.create(family=family, by=people["nell"], page="families:log", words=words("late_words"), at=timezone.now())  # fmt: skip
    promise = Promise.objects.get(family=family)
    family_ = {"family": family.pk}
    things |= {
        "family": family_,
        "families:decide": {"key": asked.pk},
        "families:asked": {"key": answered.pk},
        "families:place": {"key": unplaced.pk},
        "families:look": {"key": flag.pk},
        "families:call_off": {"key": planned.pk},
        "families:told": {"key": concern.pk},
        "families:add_words": {"key": bare.pk},
        "families:keep_promise": {"key": promise.pk},
        "families:dealing": {"key": concern.told.first().pk},
        "families:withdraw": {"key": involved.pk},
        "families:end_role": {"key": worker.pk, "held": worker.roles_held.get().pk},
        "families:scan_letter": {"code": code},
        "families:take_up": {"key": late.pk},
        "mfa_remove_webauthn": {"pk": scene.key.pk},
        **{
            f"families:{page}": {"key": worker.pk}
            for page in ("person", "give_role", "write_check", "away", "leaving", "end_access", "forget_keys")
        },
    }
    things["ids"] = {
        "worker": worker, "volunteer": volunteer, "members": list(family.members.exclude(tie="uncle").order_by("id")), "aunt": grown["aunt"],
        "mother": grown["mother"], "planned": planned, "hers": hers, "visit": visit, "bare": bare, "asked": asked,
        "answered": answered, "unplaced": unplaced, "team": team, "spell": family.relationships.named().key_workers().get(ended_on=None),
        "concern": concern, "kept": kept, "letter": letter, "old": old, "by": by, "family": family, "pat": people["pat"],
        "told": concern.told.first(), "stand_in": people[stand_in] if stand_in else None,
    }  # fmt: skip


def phone() -> str:
    return f"07{secrets.randbelow(10**9):09d}"


def again() -> dict:
    """A new key for a form that carries one."""
    return {"key": str(new_key())}


__all__ = ["FAMILIES", "PEOPLE", "Scene", "again", "set_the_scene", "squeezed", "word"]
