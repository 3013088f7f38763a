"""The component kit: every part draws itself from next to nothing, and the house's rules of style hold in every file."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string

from relational import faces, gallery

HOUSE = Path(settings.BASE_DIR)
CSS = sorted((HOUSE / "static" / "css").rglob("*.css"))
TEMPLATES = sorted((HOUSE / "templates").rglob("*.html"))
COMPONENTS = sorted(path.name for path in (HOUSE / "templates" / "ui").glob("*.html"))
# Charts draw themselves to paper as well, so their colours stand in one other place.
MAY_NAME_COLOURS = {"tokens.css", "charts.css", "letter.css"}  # paper is white by night as well


def written(path):
    return path.read_text(encoding="utf-8")


def rules(path):
    return re.sub(r"/\*.*?\*/", "", written(path), flags=re.S)


def rendered(text, **known):
    return engines["django"].from_string(text).render(known)


class AForm(forms.Form):
    when = forms.DateField(label="Which day?", help_text="The day you came.")
    people = forms.MultipleChoiceField(choices=[("a", "Amina"), ("r", "Ruth")], widget=forms.CheckboxSelectMultiple)
    whose = forms.ChoiceField(choices=[("m", "Mine"), ("h", "Hers")], widget=forms.RadioSelect, required=False)
    sure = forms.BooleanField(label="Grace can read this", required=False)
    about = forms.CharField(widget=forms.Textarea, required=False)


# Every component, from next to nothing

NEEDS_A_FORM = {"two_halves.html", "choice_cards.html", "choice_card.html", "field_errors.html", "error_summary.html"}


@pytest.mark.parametrize("name", [name for name in COMPONENTS if name not in NEEDS_A_FORM])
def test_a_component_draws_itself_from_nothing(name):
    assert render_to_string(f"ui/{name}", {}) is not None


@pytest.mark.parametrize(
    "tag",
    [
        "{% page_head 'Hello' %}{% endpage_head %}", "{% card %}x{% endcard %}", "{% section 'Today' %}x{% endsection %}",
        "{% rows %}{% row title='Grace' %}{% endrow %}{% endrows %}", "{% trio %}x{% endtrio %}", "{% notice %}x{% endnotice %}",
        "{% look_again %}x{% endlook_again %}", "{% timeline %}{% timeline_item 'Visit' %}{% endtimeline_item %}{% endtimeline %}",
        "{% more 'More' %}x{% endmore %}", "{% table 'Families' %}{% endtable %}", "{% filter_bar %}{% endfilter_bar %}",
        "{% paired %}{% endpaired %}", "{% form_actions %}x{% endform_actions %}", "{% post_button '/x/' 'Take back' %}",
        "{% face nobody %}", "{% phone '01632 960 100' %}", "{% emergency_numbers %}", "{% icon 'phone' %}", "{% icon 'nothing' %}",
        "{% since nobody %}", "{{ nobody|day }}{{ nobody|weeks }}{{ nobody|clock }}{{ nobody|ago }}{{ nobody|minutes }}",
    ],
)  # fmt: skip
def test_a_tag_draws_itself_from_nothing(tag):
    assert rendered(tag, nobody=None) is not None


def test_a_form_draws_its_fields_with_help_and_errors_tied_to_them():
    form = AForm({})
    html = rendered("{{ form }}", form=form)
    assert 'aria-describedby="id_when_helptext id_when_error"' in html
    assert 'id="id_when_helptext"' in html and 'id="id_when_error"' in html
    assert html.count('class="chip"') == 4
    assert 'class="tick"' in html
    assert "(optional)" in html and "*" not in html


def test_the_error_summary_leads_to_the_field_and_to_the_first_chip():
    html = render_to_string("ui/error_summary.html", {"form": AForm({})})
    assert "autofocus" in html and 'href="#id_when"' in html and 'href="#id_people_0"' in html


def test_no_error_no_summary():
    assert render_to_string("ui/error_summary.html", {"form": AForm()}).strip() == ""


def test_choice_cards_keep_the_choice_that_was_made():
    html = rendered(
        "{% choice_cards form.whose %}{% choice_card form.whose 'm' %}more{% endchoice_card %}"
        "{% choice_card form.whose 'nothing' %}{% endchoice_card %}{% endchoice_cards %}",
        form=AForm({"whose": "m"}),
    )
    assert html.count('type="radio"') == 1 and "checked" in html and "more" in html


def test_a_page_with_errors_says_so_in_its_title():
    assert "<title>Error: " in render_to_string("base.html", {"form": AForm({})})
    assert "<title>Error: " not in render_to_string("base.html", {"form": AForm()})


# Law 7: a figure beside a voice, or the words that say one is missing


def test_a_figure_without_a_voice_is_only_half_the_picture():
    html = rendered("{% paired %}{% figure_half 'Same faces' %}7 of 10{% endfigure_half %}{% endpaired %}")
    assert html.count("Only half the picture") == 1


def test_an_empty_voice_is_only_half_the_picture():
    html = rendered(
        "{% paired %}{% figure_half %}7{% endfigure_half %}{% voice_half 'I knew' missing='Not since March.' %} {% endvoice_half %}{% endpaired %}"
    )
    assert html.count("Only half the picture") == 1 and "Not since March." in html


def test_a_voice_without_a_figure_is_only_half_the_picture():
    html = rendered("{% paired %}{% voice_half %}She waits at the window.{% endvoice_half %}{% endpaired %}")
    assert html.count("Only half the picture") == 1


def test_both_halves_need_no_label():
    html = rendered(
        "{% paired %}{% figure_half %}7{% endfigure_half %}{% voice_half %}Yes.{% endvoice_half %}{% endpaired %}"
    )
    assert "Only half the picture" not in html


def test_an_unknown_figure_is_a_dash():
    html = render_to_string("ui/figure.html", {"number": None, "sentence": "visits"})
    assert "–" in html and "too few to say" in html
    assert "–" not in render_to_string("ui/figure.html", {"number": 0, "sentence": "visits"})


# What people write is shown and never run


@pytest.mark.parametrize(
    "tag",
    [
        "{% face who %}", "{% include 'ui/person.html' with who=who %}", "{% include 'ui/words.html' with words=who.called whose=who.called %}",
        "{% card title=who.called %}{{ who.called }}{% endcard %}", "{% row who=who title=who.called line=who.called %}{% endrow %}",
        "{% phone who.called label=who.called %}", "{% timeline_item who.called line=who.called %}{{ who.called }}{% endtimeline_item %}",
        "{% page_head who.called line=who.called %}{% endpage_head %}", "{% look_again line=who.called %}{{ who.called }}{% endlook_again %}",
    ],
)  # fmt: skip
def test_words_from_people_are_escaped(tag):
    nasty = gallery.Somebody(called="<script>alert(1)</script> & <b>Tea</b>", face='"><script>alert(2)</script>')
    html = rendered(tag, who=nasty)
    assert "<script" not in html and "<b>" not in html


# Faces


def test_every_recipe_is_understood_and_no_two_people_look_alike():
    drawings = [faces.draw(recipe, "") for recipe in [*faces.FACES.values(), *faces.EVERYBODY]]
    assert len(faces.EVERYBODY) >= 40
    assert all("face-initials" not in drawing for drawing in drawings)
    assert len(set(drawings)) == len(drawings)


def test_an_unknown_recipe_gives_initials_on_the_same_ground_every_time():
    assert ">EK<" in faces.draw("", "Ewa Kowal") and faces.draw("", "Ewa Kowal") == faces.draw("hat:straw", "Ewa Kowal")
    assert faces.draw("", "") and faces.draw("", "علی")


def test_a_face_is_silent_beside_the_name():
    assert 'aria-hidden="true"' in faces.draw("hair:grey set skin:pale", "Ruth")


# Pages that must show when nothing else does


@pytest.mark.parametrize("name", ["403.html", "404.html", "500.html"])
def test_error_pages_need_no_context_and_carry_the_numbers(name):
    html = render_to_string(name)
    assert 'href="tel:999"' in html and 'href="/urgent/"' in html


def test_not_allowed_and_not_there_look_the_same():
    assert render_to_string("403.html") == render_to_string("404.html")


@pytest.mark.parametrize("name", ["base.html", "family_base.html"])
def test_the_frame_draws_itself_from_nothing(name):
    assert "<main" in render_to_string(name)


def test_the_family_space_is_neutral_loads_only_the_way_out_and_can_be_left():
    html = render_to_string("family_base.html", {"demo": True, "me": gallery.CAST["grace"]})
    assert "<title>Home</title>" in html and re.findall(r'src="([^"]+\.js)', html) == ["/static/js/leave.js"] and "Relational" not in html
    assert 'href="/me/w/"' in html and "Leave this page" in html


def test_the_gallery_shows_everything():
    html = render_to_string("relational/gallery.html", gallery.examples())
    assert "Only half the picture" in html and "{%" not in html and "{{" not in html


# The rules of style


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_directions_are_logical(path):
    properties = re.findall(r"(?<![\w-])([a-z-]+)\s*:", re.sub(r"\([^()]*\)", "", rules(path)))
    physical = re.compile(
        r"^(left|right|top|bottom|width|height|(min|max)-(width|height)|(margin|padding|border|scroll-margin|scroll-padding)-(left|right|top|bottom)(-.*)?|border-(top|bottom)-(left|right)-radius)$"
    )
    assert not [name for name in properties if physical.match(name)]
    assert not re.search(r"(text-align|float|clear|caption-side)\s*:\s*(left|right)", rules(path))


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_colours_have_names(path):
    if path.name not in MAY_NAME_COLOURS:
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b", rules(path))


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_force_is_for_paper_only(path):
    assert path.name == "print.css" or "!important" not in rules(path)


def test_every_style_file_is_brought_in_and_all_are_light():
    house = written(HOUSE / "static" / "css" / "house.css")
    brought_in = set(re.findall(r'@import url\("(.+?)"\)', house))
    assert brought_in == {path.relative_to(HOUSE / "static" / "css").as_posix() for path in CSS} - {"house.css", "paper.css"}  # which a printed letter brings itself
    assert sum(path.stat().st_size for path in CSS) < 50_000


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(HOUSE / "templates").as_posix())
def test_nothing_inline(path):
    text = written(path)
    assert not re.search(r"""\s(style|on[a-z]+|hx-on[\w:-]*)\s*=\s*["'{]""", text)
    assert "<style" not in text and not re.search(r"<script(?![^>]*\ssrc=)", text)


# Words: what never stands on a screen (the never column of the word list)

NEVER = (
    "case|cases|caseload|case manager|allocated worker|befriender resource|client|clients|service user|service users|beneficiary|"
    "beneficiaries|intervention|interventions|DNA|no access|failed visit|did not engage|referral|referrals|signpost|triage|escalate|"
    "deallocate|reassign|step-down|breach|breaches|offender|non-compliant|KPI|KPIs|churn|turnover|compliance|closure|NFA|discharge|"
    "hard to reach|chaotic|disengaged|troubled|case closed"
)  # fmt: skip


class Seen(HTMLParser):
    """What a reader sees or hears: text and labels, no attribute that only machines read."""

    def __init__(self):
        super().__init__()
        self.words = []

    def handle_data(self, data):
        self.words.append(data)

    def handle_starttag(self, tag, attrs):
        self.words += [
            value for name, value in attrs if value and name in ("aria-label", "title", "alt", "placeholder")
        ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(HOUSE / "templates").as_posix())
def test_screens_use_plain_words(path):
    text = re.sub(r"\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}", "", written(path), flags=re.S)
    spoken = " ".join(re.findall(r"""\{%[^%]*?["']([^"']*\s[^"']*)["'][^%]*?%\}""", text))  # sentences given to a tag
    seen = Seen()
    seen.feed(re.sub(r"\{[%{].*?[%}]\}", " ", text, flags=re.S))
    found = re.findall(rf"(?<![\w-])({NEVER})(?![\w-])", " ".join(seen.words) + " " + spoken, flags=re.I)
    assert not [word for word in found if word.lower() not in ("dna",) or word == "DNA"]
