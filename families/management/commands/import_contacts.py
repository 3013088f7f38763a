"""Contacts from another system's export: a rehearsal, or with --commit the real thing. See docs/importing.md."""

import difflib
import os
import sys
import time
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import CommandError
from django.db import OperationalError, transaction
from django.utils import timezone
from tqdm import tqdm

from families import arrivals
from families.contact_lines import (
    NOT_SAID_KIND,
    NOT_SAID_OUTCOME,
    Columns,
    ContactFile,
    look_at_contacts,
    parse_meanings,
)
from families.models import Contact, WhoCame
from relational.management.keeper import KeeperCommand
from relational.models import Role, Team, User
from relational.moments import DAY_FIRST, MONTH_FIRST
from relational.refusals import Refusal
from relational.tables import ENCODINGS, SEPARATORS, Table, ToMend, open_table, short

SOME_LEFT, UNUSABLE, STOPPED = 3, 2, 130
COLUMNS = {
    "family": "which family (needed)",
    "worker": "who came (needed): an id, or the e-mail address of somebody here",
    "at": "when it happened (needed)",
    "until": "when it ended",
    "kind": "what kind of contact it was",
    "outcome": "whether it came about",
    "named": "who was the family's named key worker then",
    "worker-name": "the name of who came",
    "family-name": "the family's own name for itself",
}


class Command(KeeperCommand):
    help = "Bring in a contact export of another system. Rehearses and changes nothing, unless --commit is given."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="a table with a heading line, saved as text (CSV)")
        columns = parser.add_argument_group("columns of the file, by the name in its heading")
        for name, what in COLUMNS.items():
            columns.add_argument(f"--{name}", metavar="COL", required="needed" in what, default="", help=what)
        parser.add_argument(
            "--kind-as",
            metavar="VALUE=KIND",
            action="append",
            default=[],
            help=f"how to read a kind: {', '.join(Contact.What.values)}, leave_out",
        )
        parser.add_argument(
            "--outcome-as",
            metavar="VALUE=OUTCOME",
            action="append",
            default=[],
            help="how to read an outcome: seen, nobody_answered …",
        )
        parser.add_argument(
            "--capacity",
            choices=["key_work", "volunteer", "professional"],
            default="key_work",
            help="in which capacity these people came",
        )
        parser.add_argument(
            "--team", metavar="NAME", help="whose supervisors see the new families; not needed if there is one team"
        )
        parser.add_argument("--new-team", action="store_true", help="make that team if there is none of its name")
        parser.add_argument(
            "--system",
            metavar="NAME",
            default="",
            help="where the file came from, if files come from more than one system",
        )
        parser.add_argument("--by", metavar="EMAIL", help="who brings it in")
        parser.add_argument(
            "--timezone", default=settings.TIME_ZONE, help="where clocks without a zone hang (%(default)s)"
        )
        parser.add_argument(
            "--dates", choices=[DAY_FIRST, MONTH_FIRST], help="how to read 03/04/2023, if the file does not show it"
        )
        parser.add_argument(
            "--rejects", metavar="FILE", help="where to write the lines to mend (FILE.to-mend.csv in this folder)"
        )
        parser.add_argument("--commit", action="store_true", help="bring it in")

    def work(self, **options):
        try:
            self.run(options)
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=UNUSABLE) from None
        except OperationalError as problem:
            raise CommandError(f"The database did not answer, so nothing came in: {str(problem).strip()}") from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. Nothing came in.", returncode=STOPPED) from None

    def run(self, options):
        table = open_table(options["file"])
        team, by = team_called(options), person_with(options["by"])
        with Progress(self.stderr, "Looking", table.size) as watch:
            file = contact_file(table, options, watch)
        to_mend = ToMend(place_for(table, options["rejects"]), table)
        try:
            arrival, said = self.go_through(file, team, by, to_mend, options)
        except BaseException as problem:
            to_mend.discard()
            if not isinstance(problem, OSError):
                raise
            raise Refusal(
                f"The lines to mend could not be written to {to_mend.path} ({problem.strerror}). Nothing came in. Name another place with --rejects."
            ) from None
        to_mend.close()
        self.stdout.write("\n".join(report(file, said, to_mend, team_name(team, options), options)))
        if options["commit"]:
            self.stdout.write("\n".join(came_in(arrival, said)))
        elif said.coming:
            self.stdout.write(
                "\nThis was a rehearsal; nothing has changed. To bring it in, give the same command with --commit."
            )
        if said.unusable:
            sys.exit(SOME_LEFT)

    def go_through(self, file, team, by, to_mend, options):
        if not options["commit"]:
            with Progress(self.stderr, "Rehearsing", file.table.size) as watch:
                return None, arrivals.rehearse(file=file, system=options["system"], to_mend=to_mend, watch=watch)
        with (
            transaction.atomic(),
            Progress(self.stderr, "Rehearsing", file.table.size) as watch,
            Progress(self.stderr, "Bringing in", file.table.size) as again,
        ):
            return arrivals.bring_in(
                file=file,
                team=team or Team.objects.create(name=options["team"]),
                by=by,
                capacity=WhoCame.Capacity(options["capacity"]),
                system=options["system"],
                to_mend=to_mend,
                watch=watch,
                watch_again=again,
            )


class Progress:
    """A bar in a terminal; elsewhere a line every ten seconds, so that a log shows it is alive. Short work is silent."""

    def __init__(self, stderr, what: str, size: int):
        self.stderr, self.what, self.size, self.bar, self.spoke_at = stderr, what, size, None, time.monotonic()
        # Some terminals do not know their size; a bar would stay invisible there.
        self.in_terminal = (
            stderr.isatty() and sys.stderr.isatty() and os.get_terminal_size(sys.stderr.fileno()).lines > 0
        )

    def __enter__(self):
        return self

    def __call__(self, position: int):
        if self.in_terminal:
            if self.bar is None:
                self.bar = tqdm(
                    total=self.size, desc=self.what, unit="B", unit_scale=True, file=sys.stderr, delay=1, leave=False
                )
            self.bar.update(position - self.bar.n)
        elif time.monotonic() - self.spoke_at > 10:
            self.spoke_at = time.monotonic()
            self.stderr.write(f"{self.what}: {100 * position // max(1, self.size)}%")

    def __exit__(self, *problem):
        if self.bar is not None:
            self.bar.close()


def contact_file(table: Table, options, watch) -> ContactFile:
    columns = Columns(**{name.replace("-", "_"): options[name.replace("-", "_")] for name in COLUMNS})
    try:
        zone = ZoneInfo(options["timezone"])
    except (KeyError, ValueError, OSError):
        raise Refusal(f"There is no time zone “{options['timezone']}”. Write it like Europe/London.") from None
    return look_at_contacts(
        table,
        columns,
        zone=zone,
        last_day=timezone.now().astimezone(zone).date(),
        dates=options["dates"],
        watch=watch,
        kind_as=parse_meanings(options["kind_as"], Contact.What.values, "--kind-as"),
        outcome_as=parse_meanings(options["outcome_as"], Contact.Outcome.values, "--outcome-as"),
    )


def team_called(options) -> Team | None:
    """The team the families come to; None only if it is to be made."""
    teams, name = list(Team.objects.order_by("name")), options["team"]
    named = ", ".join(team.name for team in teams) or "none yet"
    if not name:
        if len(teams) == 1:
            return teams[0]
        raise Refusal(
            f"Say with --team whose supervisors are to see the families. Teams: {named}."
            + ("" if teams else " To make one: --team NAME --new-team.")
        )
    found = [team for team in teams if team.name.casefold() == name.casefold()]
    if found or options["new_team"]:
        return found[0] if found else None
    near = difflib.get_close_matches(name, [team.name for team in teams], n=1)
    raise Refusal(
        f"There is no team “{name}”.{f' Did you mean “{near[0]}”?' if near else ''} Teams: {named}. To make it, add --new-team."
    )


def team_name(team, options) -> str:
    return team.name if team else options["team"]


def person_with(email: str | None) -> User | None:
    if not email:
        return None
    found = User.objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise Refusal(
            f"Nobody here has the e-mail address {email}. Leave --by out, or give the address somebody signs in with."
        )
    return found


def place_for(table: Table, wanted: str | None) -> Path:
    """Where the lines to mend go: never over a file that is there, somebody may be mending it."""
    if wanted:
        if os.path.lexists(wanted):
            raise Refusal(
                f"{wanted} is there already, and nothing is written over. Name another file with --rejects, or move that one."
            )
        if not Path(wanted).parent.is_dir():
            raise Refusal(f"There is no folder {Path(wanted).parent} for --rejects.")
        return Path(wanted)
    path, number = Path(f"{table.path.stem}.to-mend.csv"), 2
    while os.path.lexists(path):
        path, number = Path(f"{table.path.stem}.to-mend-{number}.csv"), number + 1
    return path


# What is said


def report(file: ContactFile, said: arrivals.Rehearsal, to_mend: ToMend, team: str, options) -> list[str]:
    coming = "came" if options["commit"] else "would come"
    lines = [
        f"{file.table.path.name}: {count(said.read, 'line')} after the heading.",
        "",
        "How it was read",
        *assumptions(file, options),
    ]
    lines += [
        "",
        f"What {coming}",
        f"  {count(said.coming, 'contact')}"
        + (f", from {day(said.first_day)} to {day(said.last_day)}" if said.coming else ""),
    ]
    lines += [
        f"  {count(len(said.families), 'new family', 'new families')}, to the team {team}; {said.families_here} here already"
    ]
    lines += [
        f"  {count(len(said.people), 'new person', 'new people')}, who cannot sign in; {said.people_here} here already"
    ]
    if said.over_a_day:
        lines += [f"  {count(said.over_a_day, 'contact')} of more than 24 hours: the length is taken as unknown"]
    if file.columns.named:
        lines += [
            f"  named key workers for {count(len(said.named), 'family', 'families')}, from “{file.columns.named}”; families that have had one here keep theirs"
        ]
    elif said.families:
        lines += ["  nobody is named for them by this (--named COL if the file has a column that says who was)"]
    lines += understood("kind", file.columns.kind, said.kinds, Contact.What, NOT_SAID_KIND)
    lines += understood("outcome", file.columns.outcome, said.outcomes, Contact.Outcome, NOT_SAID_OUTCOME)
    return lines + ["", f"What {'did' if options['commit'] else 'would'} not", *left_out(said, to_mend)]


def assumptions(file: ContactFile, options) -> list[str]:
    table = file.table
    encoding = ENCODINGS[table.encoding] + ("; some letters cannot be read and show as \ufffd" if table.damaged else "")
    return [
        f"  Letters: {encoding}.",
        f"  Columns are separated by {SEPARATORS.get(table.separator, table.separator)}.",
        f"  {file.style_said}",
        f"  Times without a zone are {options['timezone']}; every day is the day there.",
        f"  Who came, came as: {WhoCame.Capacity(options['capacity']).label}.",
    ]


def understood(what: str, column: str, counted, meanings, not_said: str) -> list[str]:
    if not column:
        return (
            ["", f"No column for the {what}, so each is taken as “{meanings(not_said).label}” (--{what} COL)."]
            if counted
            else []
        )
    rows = sorted(((n, word or "(empty)", meanings(meant).label) for (word, meant), n in counted.items()), reverse=True)
    if not rows:
        return []
    width = max(len(short(word, 30)) for _, word, _ in rows[:40])
    shown = [f"  {n:>9,}  {short(word, 30):<{width}}  is  {meant}" for n, word, meant in rows[:40]]
    more = [f"  and {len(rows) - 40} more words"] if len(rows) > 40 else []
    return ["", f'The words of “{column}” (wrong? --{what}-as "WORD=meaning")', *shown, *more]


def left_out(said: arrivals.Rehearsal, to_mend: ToMend) -> list[str]:
    lines = []
    if said.unusable:
        lines += [f"  {count(said.unusable, 'line')} that cannot be used:"]
        lines += [f"    line {number}: {why}" for number, why in said.examples]
        if said.unusable > len(said.examples):
            lines += [f"    and {said.unusable - len(said.examples):,} more"]
        lines += [
            f"    All of them, each with its reason, are in {to_mend.path.resolve()}: mend them there and bring that file in."
        ]
    if said.here_already:
        lines += [f"  {count(said.here_already, 'line')} that came in before"]
    if said.doubles:
        shown = ", ".join(map(str, said.double_lines)) + (" …" if said.doubles > len(said.double_lines) else "")
        lines += [f"  {count(said.doubles, 'line')} the very same as an earlier line, counted once: line {shown}"]
    lines += [f"  {count(n, 'line')} passed over: {why}" for why, n in said.passed_over.items()]
    return lines or ["  Nothing: every line can be used."]


def came_in(arrival, said: arrivals.Rehearsal) -> list[str]:
    if arrival is None:
        return ["", "Nothing new in this file, so nothing was added."]
    today = timezone.localdate()
    who = [person.name for person in User.objects.holding(Role.SUPERVISOR, on=today, team=arrival.team)]
    seen_by = (
        f"{', '.join(who)} (supervisor) sees"
        if len(who) == 1
        else f"{', '.join(who)} (supervisors) see"
        if who
        else "Its supervisor, once there is one, sees"
    )
    lines = ["", f"{count(said.coming, 'contact')} came in, all at once."]
    if said.named_here:
        lines += [f"{count(said.named_here, 'family', 'families')} had a named key worker here and kept them."]
    return [
        *lines,
        f"To look at them: {seen_by} the families of {arrival.team}. They are counted within a minute, or now with: manage.py raise_flags",
        f"To take it all back: manage.py take_back_import {arrival.pk}",
    ]


def count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def day(when) -> str:
    return f"{when.day} {when:%B %Y}"
