"""Is the record whole? Made for whoever is asked to prove it, and for a job that runs when nobody looks."""


from relational import record
from relational.management.keeper import KeeperCommand


class Command(KeeperCommand):
    help = "Verify every link of the record: who did what, who read what, who was not let in. Exit 0 if it is whole."

    def add_arguments(self, parser):
        parser.add_argument(
            "--seal", default="", help="A seal that was kept somewhere else (its hash); it must still be on the record."
        )

    def work(self, *, seal, **options):
        found = record.verify(known_seal=seal)
        for fault in found.faults:
            self.stdout.write(str(fault))
        self.stdout.write(str(found))
        if not found.ok:
            raise SystemExit(1)
        newest = record.newest_seal()
        if newest:
            self.stdout.write(f"The newest seal, to be kept somewhere else: {bytes(newest.hash).hex()}")
