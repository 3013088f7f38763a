"""The house stays as it was drawn: which way imports go, where queries live, that every named template is there."""

import ast
import re
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).parent.parent
VIEWS = sorted([*ROOT.glob("*/views/*.py"), *ROOT.glob("*/views.py")])
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def test_imports_go_one_way():
    from importlinter.cli import lint_imports

    assert lint_imports() == 0


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_views_ask_no_database(path):
    """A view is gate, form, one verb or one read, answer. The roof's cast of the demo is the one exception."""
    text = path.read_text()
    found = re.findall(r"\.objects\b|\.raw\(|cursor\(|get_object_or_404|signals", text)
    assert not found or path == ROOT / "relational" / "views.py"


def test_every_template_a_view_names_loads():
    named = set()
    for path in VIEWS:
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.fullmatch(r"[\w/]+\.html", node.value)
            ):
                named.add(node.value)
    assert len(named) > 20
    for name in named:
        get_template(name)


def test_every_template_compiles():
    for path in TEMPLATES:
        get_template(str(path.relative_to(ROOT / "templates")))


def test_no_signals_and_no_rooms_for_odds_and_ends():
    names = {path.stem for app in ("relational", "families", "volunteers") for path in (ROOT / app).rglob("*.py")}
    assert not names & {"signals", "utils", "helpers", "services", "common", "selectors"}


def test_nothing_names_where_it_was_made():
    """The project speaks of itself only: no path of one machine, no host that packages come from."""
    tracked = [
        p
        for p in ROOT.rglob("*")
        if p.suffix in {".py", ".md", ".txt", ".toml", ".yml", ".html", ".in"}
        and not set(p.parts) & {".venv", "var", ".git"}
    ]
    for path in tracked:
        text = path.read_text(errors="ignore")
        assert not re.search(r"/work/|index-url|files\.pythonhosted|pypi\.org/simple", text) or path == Path(
            __file__
        ), path
