"""Take back a file of contacts that came in with import_contacts: all that came with it goes, and nothing else."""

from uuid import UUID

from django.core.management import CommandError
from django.db import OperationalError
from django.utils import timezone

from families import taking_back
from families.models import Arrival
from relational.management.keeper import KeeperCommand
from relational.models import User
from relational.refusals import Refusal


class Command(KeeperCommand):
    help = "Take back a file of contacts that came in. Without an id: the files that can be named."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("id", nargs="?", help="which one, as import_contacts said when it came in")
        parser.add_argument("--by", metavar="EMAIL", help="who takes it back")

    def work(self, **options):
        if not options["id"]:
            self.stdout.write("\n".join(came_in()))
            return
        try:
            arrival, by = arrival_with(options["id"]), person_with(options["by"])
            went = taking_back.take_back(arrival=arrival, by=by, now=timezone.now())
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=2) from None
        except OperationalError as problem:
            raise CommandError(
                f"The database did not answer, so nothing was taken back: {str(problem).strip()}"
            ) from None
        self.stdout.write(
            f"{arrival.file_name} was taken back: {went['contacts']:,} contacts, {went['families']:,} families and {went['people']:,} people are gone."
        )
        if went["people_who_stay"]:
            self.stdout.write(
                f"{went['people_who_stay']:,} people who came with it stay, because something else here refers to them by now."
            )


def arrival_with(words: str) -> Arrival:
    try:
        key = UUID(words)
    except ValueError:
        raise Refusal(
            f"“{words}” is not the id of an import. Give the command without an id to see which there are."
        ) from None
    arrival = Arrival.objects.filter(pk=key).first()
    if arrival is None:
        raise Refusal("There is no import with that id. Give the command without an id to see which there are.")
    return arrival


def person_with(email: str | None) -> User | None:
    if not email:
        return None
    found = User.objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise Refusal(
            f"Nobody here has the e-mail address {email}. Leave --by out, or give the address somebody signs in with."
        )
    return found


def came_in() -> list[str]:
    lines = [
        f"{arrival.pk}  {timezone.localtime(arrival.arrived_at):%d %b %Y %H:%M}  {arrival.contacts_added:>9,} contacts  {arrival.file_name}"
        + (f"  (taken back {timezone.localtime(arrival.taken_back_at):%d %b %Y})" if arrival.taken_back_at else "")
        for arrival in Arrival.objects.order_by("-arrived_at")[:50]
    ]
    return lines or ["No file has come in."]
