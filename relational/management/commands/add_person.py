"""Add somebody to a real service: the first supervisor, a worker, a professional."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from relational import events
from relational.management.keeper import KeeperCommand
from relational.models import Role, RoleHeld, Service, Team, User

IN_A_TEAM = {Role.KEY_WORKER, Role.VOLUNTEER, Role.SUPERVISOR}


class Command(KeeperCommand):
    help = "Add a person with a role, so that she can sign in by her e-mail address."

    def add_arguments(self, parser):
        parser.add_argument("--name", required=True, help="Her whole name: 'Amina Hussain'.")
        parser.add_argument("--email", required=True)
        parser.add_argument(
            "--role", required=True, choices=[role for role in Role.values if role != Role.FAMILY_MEMBER]
        )
        parser.add_argument(
            "--team",
            default="",
            help="Her team; made if it is not there. Needed for key workers, volunteers and supervisors.",
        )
        parser.add_argument("--called", default="", help="What people call her; else her first name.")
        parser.add_argument("--phone", default="")
        parser.add_argument(
            "--since", type=date.fromisoformat, default=None, help="The first day she holds the role; else today."
        )

    @transaction.atomic
    def work(self, *, name, email, role, team, called, phone, since, **options):
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is not an e-mail address.")
        if role in IN_A_TEAM and not team:
            raise CommandError(f"A {Role(role).label} is in a team: add --team 'Its name'.")
        Service.objects.get_or_create(defaults={"name": settings.SERVICE_NAME})
        group = Team.objects.get_or_create(name=team)[0] if team else None
        person = User.objects.filter(email__iexact=email).first() or User.objects.create_user(
            email=email, name=name, called=called or name.split()[0], phone=phone
        )
        on = since or timezone.localdate()
        if person.roles_held.from_(on).filter(role=role, team=group).exists():
            raise CommandError(f"{person.name} is a {Role(role).label} already. Nothing was changed.")
        held = RoleHeld.objects.create(user=person, role=role, team=group, started_on=on)
        events.record("add_person", held, by=None, role=role)
        self.stdout.write(
            f"{person.name} is a {Role(role).label} from {on:%-d %B %Y}. She signs in at /in/ with {person.email}."
        )
