"""Take out one lock at a time, and see whether anybody notices, and whether anything leaks.

    python -m tests.trust.mutate_access               every place of the first lock, then the second lock as a whole
    python -m tests.trust.mutate_access --list        the places, and nothing is run
    python -m tests.trust.mutate_access --every 10    each tenth of them
    python -m tests.trust.mutate_access --jobs 2      in two copies at once

A place of the first lock is a gate of a page, a query that asks whose (`within_reach_of`, `LiveLink.objects.of`, a
filter by the person who asks), or a refusal inside a gate. Each is taken out by itself in a copy of the tree. Then

    caught   a test of the fast ones turns red
    leaked   somebody finds a word of a family she does not reach, on any page: the second lock should keep it empty

Last the second lock is opened (every policy says yes to staff and portal), and the first must keep all words in.
The end is 1 if a mutant survives or anything leaks. It needs the tests' own database login (DATABASE_URL).
"""

import argparse
import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("families", "volunteers", "relational")
GATES = {
    "family_page", "thing_page", "own_page", "my_page", "my_family_page", "person_page", "request_page", "asked_page",
    "flag_page", "planned_page", "contact_page", "promise_page",
}  # fmt: skip
ASKER = {"user", "viewer", "request.user", "self.user", "reader.user", "self.viewer"}
BY_PERSON = {"user", "person", "by", "held_by", "asked_by", "logged_by", "raised_by", "to", "pk", "family_member"}
FILTERS = {"filter", "get", "of"}
# Which families' words each of the cast may meet, by hand. Anything of another family, that the unbroken tree does not
# show her either (a request she asked, a concern she was told of), is a leak.
REACH = {
    "amina": {"okafors"}, "zofia": {"maliks"}, "jo": {"okafors", "maliks"}, "kim": {"yorks"}, "ruth": {"okafors"},
    "ola": {"maliks"}, "helen": set(), "ines": {"okafors"}, "grace": {"okafors"}, "sana": {"maliks"}, "dee": set(),
    "ade": set(),
}  # fmt: skip
FAST = ["tests/test_who_gets_in.py", "tests/families/test_who_looked.py", "tests/families/test_team_page.py",
        "tests/families/test_people.py", "tests/families/test_routing.py", "tests/families/test_key_worker_pages.py",
        "tests/families/test_concerns.py", "tests/families/test_leaving.py", "tests/volunteers/test_home.py",
        "tests/families/test_relationship_pages.py", "tests/families/test_invitations.py"]  # fmt: skip
NEAREST = {
    "who_looked": "who_looked", "record": "who_looked", "team": "team_page", "continuity": "team_page",
    "people": "people", "away": "people", "sight": "people", "leaving": "leaving", "routing": "routing",
    "concerns": "concerns", "involvements": "people", "caseload": "key_worker_pages", "told": "concerns",
    "relationships": "relationship_pages", "invitations": "invitations",
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    file: str
    line: int
    what: str
    start: tuple
    end: tuple
    becomes: str
    view: str = ""  # the view a gate stands before

    def __str__(self):
        return f"{self.file}:{self.line} {self.what}"

    def put_in(self, tree: Path):
        path = tree / self.file
        lines = path.read_bytes().splitlines(keepends=True)
        (first, begin), (last, finish) = self.start, self.end
        before, after = lines[first - 1][:begin], lines[last - 1][finish:]
        lines[first - 1 : last] = [before + self.becomes.encode() + after]
        path.write_bytes(b"".join(lines))



# --- Where the first lock stands ------------------------------------------------------------------------------------


def mutants() -> list[Mutant]:
    found = []
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts and "demo" not in path.parts and "management" not in path.parts:
                found += of_file(path)
    return found


def of_file(path: Path) -> list[Mutant]:
    text, file = path.read_text(), str(path.relative_to(ROOT))
    said = lambda node: ast.get_source_segment(text, node)  # noqa: E731
    tree, found = ast.parse(text), []

    def out(node, what, becomes, view=""):
        span = ((node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset))
        found.append(Mutant(file, node.lineno, what, *span, becomes, view))

    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for gate in node.decorator_list:
                call = gate.func if isinstance(gate, ast.Call) else gate
                if isinstance(call, ast.Name) and call.id in GATES:
                    to = f'__import__("tests.trust.ungated", fromlist=["ungated"]).{said(gate)}'
                    out(gate, f"@{said(call)} before {node.name}", to.replace("\n", " "), f"{path.stem}.{node.name}")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            whose = said(node.func.value)
            if node.func.attr == "within_reach_of":
                out(node, "within_reach_of", f"{whose}.all()")
            elif node.func.attr == "of" and whose == "LiveLink.objects":
                out(node, "LiveLink.objects.of", f"{whose}.all()")
            elif node.func.attr in FILTERS:
                for one in node.keywords:
                    if one.arg and one.arg.split("__")[0] in BY_PERSON and said(one.value) in ASKER:
                        rest = [said(a) for a in node.args]
                        rest += [f"{k.arg}={said(k.value)}" if k.arg else f"**{said(k.value)}"
                                 for k in node.keywords if k is not one]  # fmt: skip
                        becomes = f"{whose}.{node.func.attr if node.func.attr != 'of' else 'filter'}({', '.join(rest)})"
                        out(node, f"{node.func.attr}({one.arg}={said(one.value)})", becomes)
        if isinstance(node, ast.If) and file in ("families/access.py", "relational/gates.py"):
            if len(node.body) == 1 and isinstance(node.body[0], ast.Raise):
                out(node.test, f"if {' '.join(said(node.test).split())[:50]}: refuse", "False")
    return found


EVERYWHERE = (  # pages of each kind, for what stands beneath all of them
    "families:story families:index families:team families:decide families:told families:look families:place"
    " families:asked families:my_person families:who_looked families:person families:tell volunteers:home"
    " volunteers:diary families:withdraw"
)


def pages_for(mutant) -> str:
    """The names of the URLs worth asking: the gate's own page, or every page of a view that uses the broken room."""
    stem, names = Path(mutant.file).stem, []
    for room in ("families", "volunteers"):
        for node in ast.walk(ast.parse((ROOT / room / "urls.py").read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "path" and len(node.args) > 1:
                file, _, view = ast.unparse(node.args[1]).rpartition(".")
                name = f"{room}:{node.keywords[0].value.value}"
                path = ROOT / room / ("views.py" if file == "views" else f"views/{file}.py")
                if mutant.view in (f"{file}.{view}", f"views.{view}") or (
                    not mutant.view and re.search(rf"\b{stem}\b", path.read_text())
                ):
                    names.append(name)
    beneath = stem in ("access", "gates", "families", "links", "requests") and not mutant.view
    return EVERYWHERE if beneath or not names else " ".join(names)


# --- A copy, its database, and what is run in it --------------------------------------------------------------------


class Copy:
    def __init__(self, number: int, database: str = ""):
        self.at = Path(tempfile.mkdtemp(prefix="relational-mutants-"))
        skip = shutil.ignore_patterns(".venv", ".git", "var", "__pycache__", "docs", "node_modules", ".pytest_cache")
        shutil.copytree(ROOT, self.at / "tree", ignore=skip, symlinks=True)
        self.tree, self.number, self.database = self.at / "tree", number, database
        (self.tree / "tests" / "trust" / "as_it_stands.py").write_text(AS_IT_STANDS)

    def run(self, *arguments, fresh=False, **more) -> subprocess.CompletedProcess:
        where = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "REQUIRE_BROWSER": "", "WORLDS": "4"} | more
        for name in ("DATABASE_URL", "WEB_DATABASE_URL", "WORKER_DATABASE_URL"):
            if name in where:
                place = urlsplit(where[name])
                path = f"/{self.database}" if self.database else f"{place.path}_mutants_{self.number}"
                where[name] = urlunsplit(place._replace(path=path))
        database = ["--create-db"] if fresh else ["-p", "tests.trust.as_it_stands"]
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:warnings", "--reuse-db",
             "--no-header", "--tb=line", "-o", "python_files=test_*.py probe.py", *database, *arguments],
            cwd=self.tree, env=where, capture_output=True, text=True, timeout=600,
        )  # fmt: skip

    def probe(self, *, pages="", fresh=False) -> dict | None:
        """(person, family, kind) -> where it was found; None if no page would open at all."""
        out = self.at / "probe.json"
        out.unlink(missing_ok=True)
        ran = self.run("tests/trust/probe.py", fresh=fresh, PROBE_OUT=str(out), PROBE_PAGES=pages)
        self.said = ran.stdout[-1500:] + ran.stderr[-500:]
        return json.loads(out.read_text())["found"] if out.exists() else None

    def gone(self):
        shutil.rmtree(self.at, ignore_errors=True)


AS_IT_STANDS = '''"""The test database of the copy is there already: nothing is made, and nothing brought up to date."""

from django.db.backends.base.creation import BaseDatabaseCreation


def create_test_db(self, *args, **kwargs):
    name = self._get_test_db_name()
    self.connection.close()
    self.connection.settings_dict["NAME"] = name
    return name


BaseDatabaseCreation.create_test_db = create_test_db
'''


def foreign(found: dict, usual: dict) -> list[str]:
    """Words of families she does not reach, which the unbroken tree does not show her."""
    leaks = []
    for hit, where in found.items():
        person, family, _ = hit.split()
        if family not in REACH[person] and hit not in usual:
            leaks.append(f"{hit} on {where}")
    return leaks


def tests_for(mutant: Mutant) -> list[str]:
    stem = NEAREST.get(Path(mutant.file).stem)
    first = f"tests/families/test_{stem}.py" if stem else "tests/test_who_gets_in.py"
    if mutant.file.startswith("volunteers"):
        first = "tests/volunteers/test_home.py"
    if mutant.view:
        first = "tests/test_who_gets_in.py"
    if mutant.view:
        paths = [first, *FAST]
    else:  # a question without its "whose" is best noticed where the second lock does not hide it
        paths = [first, "tests/trust/test_worlds.py", "tests/trust/test_first_lock_alone.py", FAST[0]]
    return [path for path in dict.fromkeys(paths) if (ROOT / path).exists()]


def tried(copy: Copy, mutant: Mutant, usual: dict) -> dict:
    whole = (copy.tree / mutant.file).read_bytes()
    mutant.put_in(copy.tree)
    try:
        found = copy.probe(pages=pages_for(mutant))
        leaks = foreign(found, usual) if found else []
        caught = f"no page opens: {copy.said.strip().splitlines()[-3:]}" if found is None else None
        if caught is None:
            ran = copy.run(*tests_for(mutant), PROBE_PAGES=pages_for(mutant))
            red = [line for line in ran.stdout.splitlines() if line.startswith(("FAILED tests", "ERROR tests"))]
            caught = red[0].split(" ")[1].rpartition("::")[2] if ran.returncode and red else None
        return {"mutant": mutant, "caught": caught, "leaks": leaks}
    finally:
        (copy.tree / mutant.file).write_bytes(whole)


OPENED = {  # the second lock says yes to everybody, in a copy: what it is asked by stays as it is
    "        for name, command in COMMANDS.items():\n            says = getattr(lock, name)\n":
    "        for name, command in COMMANDS.items():\n            says = getattr(lock, name) and YES\n",
}  # fmt: skip


def second_lock_out(copy: Copy, usual: dict) -> list[str]:
    path = copy.tree / "relational" / "locks.py"
    text = path.read_text()
    for old, new in OPENED.items():
        assert text.count(old) == 1, "The second lock is not where it was: say in OPENED how it is taken out."
        text = text.replace(old, new)
    path.write_text(text)
    found = copy.probe(fresh=True)
    assert found is not None, copy.said
    return foreign(found, usual)


def main() -> int:
    ask = argparse.ArgumentParser()
    ask.add_argument("--list", action="store_true")
    ask.add_argument("--every", type=int, default=1)
    ask.add_argument("--from", type=int, default=0, dest="first")
    ask.add_argument("--only", default="")
    ask.add_argument("--jobs", type=int, default=1)
    ask.add_argument("--first-lock-only", action="store_true")
    how = ask.parse_args()
    places = [one for one in mutants() if re.search(how.only, str(one))]
    places = sorted(places, key=lambda one: bool(one.view))[how.first :: how.every]  # what asks the database, first
    if how.list:
        print(*places, f"{len(places)} places.", sep="\n")
        return 0
    began, copies, free = time.time(), [Copy(n) for n in range(how.jobs)], SimpleQueue()
    try:
        usual = {}
        with ThreadPoolExecutor(how.jobs) as pool:  # a database for each copy; every page is asked in the first alone
            probes = [pool.submit(copy.probe, fresh=True, pages="" if copy.number == 0 else "help") for copy in copies]
        for copy, probe in zip(copies, probes, strict=True):
            assert probe.result() is not None, f"The unbroken tree shows nothing: {copy.said}"
            usual |= probe.result()
            free.put(copy)
        odd = [hit for hit in usual if hit.split()[1] not in REACH[hit.split()[0]]]
        print(f"Unbroken: {len(usual)} finds, {len(odd)} by a request or a concern in somebody's own hands.", flush=True)

        def one(mutant):
            copy = free.get()
            try:
                result = tried(copy, mutant, usual)
            finally:
                free.put(copy)
            leak = f"LEAKED {len(result['leaks'])}: {', '.join(result['leaks'][:6])}" if result["leaks"] else "empty"
            print(f"{leak:7} {'caught' if result['caught'] else 'SURVIVED'}  {mutant}  {result['caught'] or ''}", flush=True)
            return result

        with ThreadPoolExecutor(how.jobs) as pool:
            results = list(pool.map(one, places))
        survivors = [r["mutant"] for r in results if not r["caught"]]
        leaking = [r["mutant"] for r in results if r["leaks"]]
        print(f"\n{len(results)} mutants: {len(results) - len(survivors)} caught, {len(leaking)} leaked.")
        opened = [] if how.first_lock_only else second_lock_out(copies[0], usual)
        if not how.first_lock_only:
            print(f"Second lock out: {len(opened)} leaks.", *opened[:20], sep="\n")
        print(f"{time.time() - began:.0f} s")
        return 1 if survivors or leaking or opened else 0
    finally:
        for copy in copies:
            copy.gone()


if __name__ == "__main__":
    sys.exit(main())
