"""A file that came in is taken back whole: what came with it goes, and nothing else.

Once somebody has built on what came (a visit written down, a person named, a flag decided, a later file), it is
no longer only the file's, and taking back is refused with what stands in the way. Readings and undecided flags
are the service's own counting, not somebody's work: they go along.

Families, periods and people are kept by triggers that refuse every delete. This is the one place that lifts
them, for its own statements and nobody else's; foreign keys still hold, and an event says what went.
See docs/decisions/06-taking-a-file-back.md.
"""

from collections.abc import Iterator
from datetime import datetime

import pgtrigger
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q

from families.arrivals import THE_FILE_CHANGED, one_file_at_a_time, why_with_us
from families.models import (
    Arrival,
    ArrivedPerson,
    ChangedFamily,
    Contact,
    Family,
    Flag,
    Reading,
    Relationship,
    SupportPeriod,
    WhoCame,
)
from relational.events import record
from relational.models import Letter, User
from relational.refusals import Refusal

LIFTED = [
    f"{name}:is_kept"
    for name in (
        "families.Family",
        "families.SupportPeriod",
        "families.Relationship",
        "families.Flag",
        "relational.User",
    )
]
UNDECIDED = Q(decided_at=None, worker_words="")


@transaction.atomic
def take_back(*, arrival: Arrival, by: User | None, now: datetime) -> dict[str, int]:
    """Remove all that came with a file. Returns how many of each went, and how many people stayed because others need them."""
    one_file_at_a_time()
    arrival = Arrival.objects.select_for_update().get(pk=arrival.pk)
    if arrival.taken_back_at:
        raise Refusal(f"{arrival.file_name} was taken back already, on {arrival.taken_back_at:%-d %B %Y}.")
    built = [*built_on(arrival)]
    if built:
        raise Refusal(
            f"{arrival.file_name} cannot be taken back any more: people have built on what came with it. "
            f"There {'is' if built[0].startswith('1 ') else 'are'} {', '.join(built)}. Nothing was changed."
        )
    try:
        with pgtrigger.ignore(*LIFTED):
            went = remove(arrival, now)
    except IntegrityError as problem:
        raise Refusal(
            f"{arrival.file_name} cannot be taken back: something else still refers to what came with it ({problem.__cause__})."
        ) from None
    arrival.taken_back_at = now
    arrival.save(update_fields=["taken_back_at"])
    record("take_back", arrival, by=by, file=arrival.file_name, **went)
    return went


def built_on(arrival: Arrival) -> Iterator[str]:
    """What hangs from the rows of this file and did not come with them, in words: "2 visits written down since"."""
    contacts, families = Contact.objects.filter(arrival=arrival), Family.objects.filter(arrival=arrival)
    spells = Relationship.objects.filter(arrival=arrival)
    for later in Arrival.objects.filter(contacts__family__in=families).exclude(pk=arrival.pk).distinct():
        yield f"1 later file about the same families ({later.file_name}; take that back first: take_back_import {later.pk})"
    came_along = {
        Contact: Q(arrival__isnull=False),  # this file's own; a later file's is named above
        WhoCame: Q(contact__arrival__isnull=False),
        Relationship: Q(arrival=arrival) & (Q(ended_on=None) | Q(end_reason=THE_FILE_CHANGED)),
        SupportPeriod: Q(why=why_with_us(arrival), ended_on=None),
        Flag: UNDECIDED,
        Reading: Q(pk__isnull=False),
        ChangedFamily: Q(pk__isnull=False),
    }
    yield from hanging_from(Family, families, came_along)
    yield from hanging_from(Contact, contacts, {WhoCame: Q(contact__arrival=arrival)})
    yield from hanging_from(Relationship, spells, {})
    elsewhere = spells.exclude(family__in=families).exclude(came_along[Relationship]).count()
    if elsewhere:
        yield counted(Relationship, elsewhere)
    told = families.exclude(area="", speaks="", safe_contact="", rhythm_days=None).count()
    if told:
        yield f"{told} famil{'y' if told == 1 else 'ies'} somebody has written more about"
    told = contacts.exclude(facts="", how_it_was="").count()
    if told:
        yield f"{told} of its contacts that somebody has written about"
    added = WhoCame.objects.filter(contact__arrival=arrival).exclude(person=F("contact__logged_by")).count()
    if added:
        yield counted(WhoCame, added)
    decided = (
        Flag.objects.exclude(UNDECIDED)
        .filter(family__contacts__arrival=arrival)
        .exclude(family__in=families)
        .distinct()
    )
    resting_on_it = sum(
        contacts.filter(pk__in=evidence).exists() for evidence in decided.values_list("contacts", flat=True)
    )
    if resting_on_it:
        yield counted(Flag, resting_on_it)


def hanging_from(model: type[models.Model], rows, came_along: dict) -> Iterator[str]:
    for other, column in references_to(model):
        others = other._base_manager.filter(**{f"{column}__in": rows.values("pk")})
        if other in came_along:
            others = others.exclude(came_along[other])
        if count := others.count():
            yield counted(other, count)


def references_to(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Every table and column that refers to `model`, also those made after this was written."""
    for relation in model._meta.get_fields(include_hidden=True):
        if (
            relation.auto_created
            and not relation.concrete
            and (relation.one_to_many or relation.one_to_one)
            and relation.related_model._meta.managed
        ):
            yield relation.related_model, relation.field.name


WORDS = {
    Contact: ("visit written down since", "visits written down since"),
    Relationship: (
        "relationship that somebody began, ended or built on",
        "relationships that somebody began, ended or built on",
    ),
    SupportPeriod: ("time with us that somebody began or ended", "times with us that somebody began or ended"),
    Flag: ("look-again that somebody answered", "look-agains that somebody answered"),
    WhoCame: ("person added to a visit", "people added to visits"),
}


def counted(model: type[models.Model], count: int) -> str:
    one, many = WORDS.get(model, (model._meta.verbose_name, model._meta.verbose_name_plural))
    return f"{count} {one if count == 1 else many}"


def remove(arrival: Arrival, now: datetime) -> dict[str, int]:
    contacts, families = Contact.objects.filter(arrival=arrival), Family.objects.filter(arrival=arrival)
    of_them = {"family__in": families.values("pk")}
    others = list(
        Family.objects.filter(contacts__arrival=arrival)
        .exclude(arrival=arrival)
        .distinct()
        .values_list("pk", flat=True)
    )
    went = {"contacts": contacts.count(), "families": families.count()}
    Letter.objects.owed().filter(**of_them).update(given_up_at=now)
    for rows in (
        WhoCame.objects.filter(contact__arrival=arrival),
        contacts,
        Relationship.objects.filter(arrival=arrival),
        *(model.objects.filter(**of_them) for model in (Flag, Reading, ChangedFamily, SupportPeriod)),
        families,
    ):
        rows._raw_delete(
            rows.db
        )  # not one by one through memory; what refers to them was asked above, and the database asks again
    ChangedFamily.objects.bulk_create(ChangedFamily(family_id=key) for key in others)
    return went | remove_people(arrival)


def remove_people(arrival: Arrival) -> dict[str, int]:
    """People who came with the file, unless they have a way in or anything at all refers to them by now."""
    people = set(ArrivedPerson.objects.filter(arrival=arrival).values_list("person", flat=True))
    stay = set(User.objects.filter(pk__in=people, email__isnull=False).values_list("pk", flat=True))
    for other, column in references_to(User):
        if other is not ArrivedPerson:
            stay |= set(other._base_manager.filter(**{f"{column}__in": people - stay}).values_list(column, flat=True))
    go = people - stay
    for rows in (ArrivedPerson.objects.filter(person__in=go), User.objects.filter(pk__in=go)):
        rows._raw_delete(rows.db)
    return {"people": len(go), "people_who_stay": len(stay)}
