"""Whether the record is whole: every link of every chain made anew from the rows and compared, and the seals.

The database writes the chains (migration 0003_record); here their hashes are made a second time, in Python, so that
a function changed inside the database does not vouch for itself. A link that does not fit says which row it is and
what is wrong with it: changed, missing, out of order, or inserted past the chain. The first broken link of each
chain is told; behind it nothing can be said. Rows are read as a stream: memory does not grow with the record.

What no chain can show is a database that was made anew from its first row, seals and all. So `verify` may be told a
seal that was kept somewhere else (`known_seal`): it must still stand on the record.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from relational.models import NO_FAMILY, RecordCheck, Role, Seal, User
from relational.post import post

AT = "(extract(epoch FROM {0}.at) * 1000000)::bigint::text"
# Each kind of row: its table and every column of it as text, in the order in which they are hashed. See also
# migration 0003_record, which says the same in SQL; a test holds that no column is left out.
ROWS = {
    "event": ("relational_event", ("id", "at", "by_id", "verb", "family", "subject", "subject_key", "details")),
    "look": ("relational_look", ("id", "at", "by_id", "family", "page", "through")),
    "denial": ("relational_denial", ("id", "at", "by_id", "page", "family", "why")),
    "seal": ("relational_seal", ("id", "at", "chains", "hash")),
}
MANY = 100  # faults told in full


@dataclass(frozen=True)
class Fault:
    what: str  # changed, missing, out of order, inserted past the chain, …
    chain: UUID | None = None
    position: int | None = None
    kind: str = ""
    row: UUID | None = None

    def __str__(self):
        where = "" if self.chain is None else f"{whose(self.chain)}, link {self.position}: "
        row = f"the {self.kind} {self.row} " if self.row else ""
        return f"{where}{row}{self.what}"


@dataclass
class Found:
    rows: int = 0
    chains: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.faults

    def __str__(self):
        if self.ok:
            return f"The record is whole: {self.rows} rows in {self.chains} chains, every link as it was written."
        return f"The record is broken: {len(self.faults)} faults in {self.rows} rows and {self.chains} chains."


def whose(chain: UUID) -> str:
    return "the service's own chain" if chain == NO_FAMILY else f"the chain of family {chain}"


def words(*parts: str | None) -> bytes:
    """The text that is hashed: each part with its length, so that no two lists of parts make the same text."""
    return ",".join("-" if part is None else f"{len(part)}:{part}" for part in parts).encode()


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def columns_of(kind: str, alias: str) -> str:
    """The columns of a row as one array of texts that no setting of the session changes."""
    as_text = {"at": AT.format(alias), "hash": f"encode({alias}.hash, 'hex')"}
    return f"ARRAY[{', '.join(as_text.get(name, f'{alias}.{name}::text') for name in ROWS[kind][1])}]"


EVERY_LINK = f"""
SELECT l.chain, l.position, l.kind, l."row", l.content, l.hash, c.position, c.hash, c.sealed,
       CASE {" ".join(f"WHEN {kind}.id IS NOT NULL THEN {columns_of(kind, kind)}" for kind in ROWS)} END
  FROM relational_link l
  LEFT JOIN relational_chain c ON c.chain = l.chain
  {" ".join(f"LEFT JOIN {table} {kind} ON {kind}.id = l.row AND l.kind = '{kind}'" for kind, (table, _) in ROWS.items())}
 ORDER BY l.chain, l.position
"""  # noqa: S608 (made of the names above)


@contextmanager
def one_moment():
    """All that is read here is of one moment. Inside a transaction that has begun, what it wrote is linked first."""
    if connection.in_atomic_block:
        connection.check_constraints()
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def verify(*, known_seal: str = "") -> Found:
    """Read the whole record and compare. `known_seal`: the hash, in hex, of a seal that must be there."""
    found = Found()
    with one_moment():
        sealing = Sealing()
        for fault in (*every_chain(found, sealing), *without_a_link(), *ends_without_links()):
            found.faults.append(fault)
        found.faults += sealing.compare(known_seal)
    return found


def every_chain(found: Found, sealing: "Sealing") -> Iterator[Fault]:
    chain = end = None
    last, before, broken = 0, b"", False
    with connection.chunked_cursor() as cursor:
        cursor.cursor.itersize = 2000
        cursor.execute(EVERY_LINK)
        for link in cursor:
            here, position, kind, row, content, its_hash, end_position, end_hash, sealed, columns = link
            if here != chain:
                if chain is not None and not broken:
                    yield from its_end(chain, last, before, end)
                chain, end = here, (end_position, end_hash and bytes(end_hash))
                last, before, broken = 0, sha(words(str(here))), False
                found.chains += 1
            found.rows += 1
            content, its_hash = bytes(content), bytes(its_hash)
            if position == sealed:
                sealing.end_of(here, position, its_hash)
            if kind == "seal" and columns:
                sealing.seen(columns)
            if not broken:
                fault = fault_in(here, position, kind, row, content, its_hash, columns, last, before)
                if fault:
                    broken = True
                    yield fault
            last, before = position, its_hash
    if chain is not None and not broken:
        yield from its_end(chain, last, before, end)


def fault_in(chain, position, kind, row, content, its_hash, columns, last, before) -> Fault | None:
    if position != last + 1:
        return Fault(f"is missing: after {last} comes {position}", chain, last + 1)
    if columns is None:
        return Fault("is missing: its link stands and the row is gone", chain, position, kind, row)
    if sha(words(kind, *columns)) != content:
        return Fault("was changed", chain, position, kind, row)
    if sha(before, words(str(chain), str(position), kind, str(row)), content) != its_hash:
        return Fault("is out of order, or its link was changed", chain, position, kind, row)
    return None


def its_end(chain, last, before, end) -> Iterator[Fault]:
    """The last rows of a chain cannot go unseen: its end says how many there were."""
    if end[0] is None:
        yield Fault("is the last, and the end of the chain is missing", chain, last)
    elif end[0] > last:
        yield Fault(f"is missing: the chain had {end[0]} links", chain, last + 1)
    elif end[0] < last:
        yield Fault(f"was inserted past the chain, which has {end[0]} links", chain, end[0] + 1)
    elif end[1] != before:
        yield Fault("is the last, and the end of the chain was changed", chain, last)


def without_a_link() -> Iterator[Fault]:
    for kind, (table, _) in ROWS.items():
        rows = asked(
            f"SELECT id FROM {table} r WHERE NOT EXISTS"  # noqa: S608 (names from ROWS)
            " (SELECT FROM relational_link l WHERE l.row = r.id AND l.kind = %s) ORDER BY id LIMIT %s",
            [kind, MANY],
        )
        yield from (Fault("was inserted past the chain", kind=kind, row=row) for (row,) in rows)


def ends_without_links() -> Iterator[Fault]:
    rows = asked(
        "SELECT chain, position FROM relational_chain c WHERE NOT EXISTS"
        " (SELECT FROM relational_link l WHERE l.chain = c.chain) ORDER BY chain LIMIT %s",
        [MANY],
    )
    yield from (Fault(f"is missing: the chain had {position} links and has none", chain, 1) for chain, position in rows)


def asked(query: str, given: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return cursor.fetchall()


class Sealing:
    """What the newest seal should say, gathered while the links go by (in the order of their chains)."""

    def __init__(self):
        self.chains, self.hash, self.newest, self.hashes = 0, hashlib.sha256(), None, set()

    def end_of(self, chain: UUID, position: int, its_hash: bytes) -> None:
        self.hash.update(f"{',' if self.chains else ''}{chain}:{position}:{its_hash.hex()}".encode())
        self.chains += 1

    def seen(self, columns: list[str]) -> None:
        """A seal on the service's own chain; they come in their order."""
        key, _, chains, its_hash = columns
        self.newest = (UUID(key), int(chains), its_hash)
        self.hashes.add(its_hash)

    def compare(self, known_seal: str) -> Iterator[Fault]:
        if known_seal and known_seal.lower() not in self.hashes:
            yield Fault(f"The seal {known_seal} is not on the record")
        last_check = RecordCheck.objects.filter(seal__isnull=False).order_by("-at").values_list("seal").first()
        if last_check and (self.newest is None or self.newest[0] < last_check[0]):
            yield Fault(f"The seal {last_check[0]} of the last check is gone")
        if self.newest is None:
            if self.chains:
                yield Fault("Chains are marked as sealed and there is no seal")
            return
        key, chains, its_hash = self.newest
        if chains != self.chains:
            yield Fault(f"The seal {key} covers {chains} chains and {self.chains} are there")
        elif its_hash != self.hash.hexdigest():
            yield Fault(f"The seal {key} does not fit the ends of the chains")


def check(*, now: datetime) -> RecordCheck:
    """Nightly: verify, seal what is whole, keep the outcome, and tell the records officers if it is not whole."""
    found = verify()
    seal = Seal.objects.create(at=now) if found.ok else None
    with transaction.atomic():
        made = RecordCheck.objects.create(
            at=now,
            rows=found.rows,
            chains=found.chains,
            ok=found.ok,
            found=[str(fault) for fault in found.faults[:MANY]],
            seal=seal,
        )
        if not found.ok:
            for officer in User.objects.holding(Role.RECORDS_OFFICER, on=timezone.localdate(now)):
                post(officer, "the_record_is_broken", about=made.pk, now=now)
    return made


def last_check() -> RecordCheck | None:
    return RecordCheck.objects.order_by("-at").first()


def newest_seal() -> Seal | None:
    return Seal.objects.order_by("-at", "-id").first()
