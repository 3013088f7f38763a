"""The letter with which a member of a family opens her own page, and how that way in ends.

A letter is made by her key worker or the supervisor, handed over (in person unless there is a reason), works
once and for 28 days. What opens is the code together with the day and month of birth; the code alone says
nothing, not even whether there is such a letter. Whoever comes back without a passkey needs a new letter from
her worker: no e-mail and no telephone number opens a family member's way in, for somebody else may read those.

A code is eight of 24 symbols: the digits 2 to 9 and 16 consonants. There are no vowels (so no words), and no
B, G, L, S, Z, which look like digits: a B, G, S or Z somebody types is read as 8, 6, 5 or 2. About 10¹¹ codes.
Only a keyed hash of it is kept, its *mark*. The key comes from SECRET_KEY: a new one makes every letter useless.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from families.models import Family, FamilyMember, Handed, Invitation
from relational import events
from relational.identity import errand
from relational.models import Role, RoleHeld, User
from relational.refusals import Refusal
from relational.sessions import end_sessions

SYMBOLS = "23456789CDFHJKMNPQRTVWXY"
LENGTH = 8
GOOD_FOR = timedelta(days=28)
LOOKS_LIKE = {"B": "8", "G": "6", "S": "5", "Z": "2"}
READ_AS = {drawn: symbol for symbol in SYMBOLS for drawn in (symbol, symbol.lower())} | {
    drawn: digit for letter, digit in LOOKS_LIKE.items() for drawn in (letter, letter.lower())
}
HYPHENS = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2212"  # a telephone's keyboard draws its own
TRIES_FROM_ONE_ADDRESS, WITHIN = 20, timedelta(minutes=15)


class Closed(Refusal):
    """This code and this birthday open nothing. One sentence for unknown, used, too old and wrong."""

    def __init__(self):
        super().__init__(
            "This did not open. Look at the code and the birthday again. Perhaps this code has been used or is too "
            f"old. Ask your worker for a new letter, or call us: {settings.SERVICE_PHONE}."
        )


class TooManyTries(Refusal):
    def __init__(self):
        super().__init__(f"That was too many tries. Wait 15 minutes, or call us: {settings.SERVICE_PHONE}.")


# The code


def new_code() -> str:
    return "".join(secrets.choice(SYMBOLS) for _ in range(LENGTH))


def written(code: str) -> str:
    """As it stands in the letter: two groups of four."""
    return f"{code[:4]}-{code[4:]}"


def read(typed: str) -> str | None:
    """The code somebody meant, or None where it cannot be one. Spaces, hyphens and case do not matter."""
    symbols = [READ_AS.get(drawn) for drawn in typed if not drawn.isspace() and drawn not in HYPHENS]
    return "".join(symbols) if len(symbols) == LENGTH and None not in symbols else None


def mark_of(code: str) -> str:
    """What is kept of a code, in the database and between two pages. It cannot be typed, so it opens nothing."""
    return salted_hmac("families.invitations.code", code, algorithm="sha256").hexdigest()


# Who has a way in


@dataclass
class WayIn:
    """A grown-up of the family: whether she has a way in, and what became of her last letter."""

    member: FamilyMember
    since: date | None
    letter: Invitation | None
    waits: bool
    works_here: bool

    @property
    def too_old(self) -> bool:
        return bool(self.letter and not self.waits and self.letter.used_at is None and not self.letter.taken_back_at)


def grown_ups(family: Family):
    """Those of the household a letter may be for."""
    return family.members.filter(is_adult=True, left_on=None, died_on=None).order_by("name")


def grown_up(family: Family, key: str) -> FamilyMember | None:
    """The one of them with this key, whatever was typed."""
    return next((member for member in grown_ups(family) if str(member.pk) == key), None)


def ways_in(family: Family, now: datetime) -> list[WayIn]:
    on = timezone.localdate(now)
    found = []
    for member in grown_ups(family).select_related("user"):
        roles = RoleHeld.objects.on(on).filter(user=member.user) if member.user else RoleHeld.objects.none()
        own = next((held for held in roles if held.role == Role.FAMILY_MEMBER), None)
        letter = member.invitations.order_by("-made_at").first()
        found.append(
            WayIn(
                member=member,
                since=own.started_on if own else None,
                letter=letter,
                waits=bool(letter and letter.opens(now)),
                works_here=works_here(member, on),
            )
        )
    return found


def works_here(member: FamilyMember, on: date) -> bool:
    """Whether she holds another role as well. Her way in is then that of staff, with its second factor."""
    if member.user is None:
        return False
    return not member.user.is_active or member.user.roles_held.from_(on).exclude(role=Role.FAMILY_MEMBER).exists()


# Making, taking back, switching off


@transaction.atomic
def invite(
    *, member, by, now: datetime, handed: str = Handed.IN_PERSON, who_opens: str = "", born_on: date | None = None
) -> tuple[Invitation, str]:
    """Make a letter. The code is in this answer and nowhere else. An earlier letter of hers works no more.

    `born_on` is only for a member whose birthday nobody has written down: the letter cannot open without one.
    """
    member = held(member)
    on = timezone.localdate(now)
    if not is_there(member, on):
        raise Refusal(f"A letter is for a grown-up who lives in this family. {member} is not one.", field="member")
    if not member.family.periods.on(on).exists():
        raise Refusal(f"{member.family} is not with us now. Welcome them back first.")
    if works_here(member, on):
        raise Refusal(f"{member} works here and signs in as staff, with a second proof.", field="member")
    if handed == Handed.BY_POST and not who_opens.strip():
        raise Refusal(
            "Say who opens letters at home. If it is not only her, give the letter in person.", field="who_opens"
        )
    if member.born_on is None:
        if born_on is None:
            raise Refusal(
                f"We do not know {member}’s birthday yet. Ask her: she opens the letter with it.", field="born_on"
            )
        if born_on > on - timedelta(days=10 * 365):
            raise Refusal("That is not the birthday of a grown-up. Look at the year again.", field="born_on")
        member.born_on = born_on
        member.save(update_fields=["born_on"])
    end_letters(member, by=by, now=now)
    code = new_code()
    letter = Invitation.objects.create(
        family=member.family,
        member=member,
        mark=mark_of(code),
        made_at=now,
        made_by=by,
        expires_at=now + GOOD_FOR,
        handed=handed,
        who_opens=who_opens.strip() if handed == Handed.BY_POST else "",
    )
    events.record("invite", letter, by=by, family=member.family, member=member.pk, handed=handed)
    return letter, code


@transaction.atomic
def take_back(*, member, by, now: datetime) -> None:
    """The letter that waits for her opens nothing any more."""
    member = held(member)
    if not end_letters(member, by=by, now=now):
        raise Refusal(f"No letter waits for {member}.")
    events.record("take_back_letter", member, by=by, family=member.family)


@transaction.atomic
def switch_off(*, member, by, now: datetime) -> None:
    """End her way in, in one step: the role, every session, the letter that waits. A new letter begins it again."""
    member = held(member)
    on = timezone.localdate(now)
    letters = end_letters(member, by=by, now=now)
    roles = end_role(member, on)
    if not letters and not roles:
        raise Refusal(f"{member} has no way in, and no letter waits.")
    if member.user:
        end_sessions(user=member.user, by=by)
    events.record("switch_off", member, by=by, family=member.family)


def held(member: FamilyMember) -> FamilyMember:
    """The same member, held until this transaction ends, so that two people decide one after the other."""
    return FamilyMember.objects.select_for_update(of=("self",)).select_related("family", "user").get(pk=member.pk)


def is_there(member: FamilyMember, on: date) -> bool:
    return member.is_adult and member.died_on is None and (member.left_on is None or member.left_on > on)


def end_letters(member: FamilyMember, *, by, now: datetime) -> int:
    return member.invitations.open().update(taken_back_at=now, taken_back_by=by)


def end_role(member: FamilyMember, on: date) -> int:
    if member.user is None:
        return 0
    return member.user.roles_held.filter(role=Role.FAMILY_MEMBER).from_(on).update(ended_on=on)


# Opening


def open_with(*, mark: str, born: tuple[int, int], now: datetime, address: str) -> User:
    """Whom to sign in, for the mark of a code and a (day, month) of birth: made at this moment if she is new.

    Raises Closed with the same sentence whatever was wrong, and TooManyTries. A wrong birthday is counted on the
    letter (five spend it) and every wrong try for the address it came from; so neither may be rolled back: the
    caller answers with a page, not with an error.
    """
    tries = f"letter-tries:{salted_hmac('families.invitations.address', address, algorithm='sha256').hexdigest()}"
    recent = [moment for moment in cache.get(tries, []) if moment > (now - WITHIN).timestamp()]
    if len(recent) >= TRIES_FROM_ONE_ADDRESS:
        raise TooManyTries
    with errand("letter"):  # nobody yet: what she holds in her hand and knows by heart says who she is
        user = opened(mark, born, now)
    if user is None:
        cache.set(tries, [*recent, now.timestamp()], WITHIN.total_seconds())
        raise Closed
    return user


@transaction.atomic
def opened(mark: str, born: tuple[int, int], now: datetime) -> User | None:
    on = timezone.localdate(now)
    letter = Invitation.objects.select_for_update().filter(mark=mark).first()
    if letter is None or not letter.opens(now):
        return None
    member = held(letter.member)
    if born != (member.born_on.day, member.born_on.month):
        letter.wrong_birthdays += 1
        letter.save(update_fields=["wrong_birthdays"])
        if letter.is_spent:
            # by nobody we know: whoever guessed
            events.record("spend_letter", letter, by=None, family=member.family, member=member.pk)
        return None
    if not is_there(member, on) or works_here(member, on):
        return None
    if member.user is None:
        member.user = User.objects.create_user(name=member.name, called=member.called, face=member.face)
        member.save(update_fields=["user"])
    else:
        end_sessions(user=member.user, by=member.user)
    if not member.user.roles_held.filter(role=Role.FAMILY_MEMBER).on(on).exists():
        RoleHeld.objects.create(user=member.user, role=Role.FAMILY_MEMBER, started_on=on)
    letter.used_at = now
    letter.save(update_fields=["used_at"])
    events.record("open_letter", letter, by=member.user, family=member.family, member=member.pk)
    return member.user
