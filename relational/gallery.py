"""What the gallery shows: every component with believable words, so that a look can be judged and swept by axe.

All people and words here are invented. No model is touched.
"""

import datetime
from dataclasses import dataclass

from django import forms
from django.utils import timezone

from relational import faces
from relational.charts.ribbon import Person as Came
from relational.charts.ribbon import Spell, Visit, ribbon


@dataclass(frozen=True)
class Somebody:
    called: str
    face: str = ""


CAST = {name: Somebody(name.capitalize(), recipe) for name, recipe in faces.FACES.items()}


class ALookAtFields(forms.Form):
    happened_on = forms.DateField(label="Which day?", widget=forms.DateInput(attrs={"type": "date"}))
    people = forms.MultipleChoiceField(
        label="Who came from us?",
        choices=[("me", "Me"), ("ruth", "Ruth"), ("else", "Someone else")],
        widget=forms.CheckboxSelectMultiple,
    )
    facts = forms.CharField(label="What happened", help_text="What you did, saw and agreed.", widget=forms.Textarea)
    how_it_was = forms.CharField(
        label="How it was", help_text="How it felt, for her and for you.", widget=forms.Textarea, required=False
    )
    whose_words = forms.ChoiceField(
        label="Whose words?",
        choices=[("family", "Grace’s"), ("worker", "Mine"), ("both", "Both")],
        widget=forms.RadioSelect,
        required=False,
    )
    place = forms.ChoiceField(
        label="Where", choices=[("home", "At home"), ("out", "Out together"), ("phone", "Phone or video")]
    )
    may_read = forms.BooleanField(label="Grace can read this", required=False, initial=True)
    decision = forms.ChoiceField(
        label="What is kindest and safe here?",
        choices=[
            ("carry", "I will carry it"),
            ("introduce", "I will introduce you"),
            ("together", "We go together"),
            ("not_now", "Not now, because…"),
        ],
        widget=forms.RadioSelect,
    )  # fmt: skip
    carry_on = forms.DateField(label="When?", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    why_not = forms.CharField(label="Why not now", widget=forms.Textarea(attrs={"rows": 3}), required=False)


def drawn_ribbon(today, narrow=False):
    since = today - datetime.timedelta(days=270)
    handover = since + datetime.timedelta(days=110)

    def on(days):
        return since + datetime.timedelta(days=days)

    visits = [Visit(on(n), (Came("Zofia", "named"),)) for n in range(4, 108, 11)]
    visits += [Visit(handover, (Came("Zofia", "named"), Came("Amina", "named")))]
    visits += [Visit(on(n), (Came("Amina", "named"),)) for n in range(118, 268, 7)]
    visits += [Visit(on(n), (Came("Ruth", "volunteer"),)) for n in range(50, 268, 7)]
    visits += [Visit(on(n), (Came("Helen", "introduced"),)) for n in (22, 150, 205)]
    visits += [Visit(on(n), (Came(who, "not_introduced"),)) for n, who in ((14, "Sam"), (71, "Lee"), (77, "Kim"))]
    spells = [
        Spell("named", "Zofia", since, handover),
        Spell("named", "Amina", handover, None),
        Spell("volunteer", "Ruth", on(46), None),
    ]
    return ribbon(spells=spells, visits=visits, since=since, until=today, narrow=narrow, key="gallery")


def examples() -> dict:
    """The context of relational/gallery.html."""
    today = timezone.localdate()
    wrong = ALookAtFields(
        {"people": ["me"], "whose_words": "both", "decision": "carry", "facts": "Weighed Eni together."}, prefix="wrong"
    )
    wrong.is_valid()
    return {
        **CAST,
        "today": today,
        "long_ago": today - datetime.timedelta(weeks=31),
        "longer_ago": today - datetime.timedelta(weeks=60),
        "next_visit": timezone.make_aware(datetime.datetime.combine(today + datetime.timedelta(days=5), datetime.time(10))),
        "ribbon": drawn_ribbon(today),
        "ribbon_narrow": drawn_ribbon(today, narrow=True),
        "fields": ALookAtFields(initial={"happened_on": today, "people": ["me"], "whose_words": "both"}),
        "wrong_fields": wrong,
        "rows_of_facts": [("Speaks", "English and Yoruba"), ("How to reach her", "Text first, not after six"), ("Eni", "7 months")],
        "steps": [
            {"title": "Why and when", "state": "done", "line": "Zofia moves to Leeds on 20 October"},
            {"title": "Tell the family", "state": "done"},
            {"title": "Who next?", "state": "next", "href": "#steps"},
            {"title": "Hello together", "state": "later"},
        ],
        "tabs": [
            {"label": "Story", "url": "#tabs", "current": True},
            {"label": "Requests", "url": "#requests", "current": False},
            {"label": "People", "url": "#people", "current": False},
        ],
        "headers": ["Family", "Together", "Seen"],
        "rows_of_families": [["The Okafors", "31 weeks", "2 days ago"], ["Sana’s family", "8 weeks", "16 days ago"]],
        "everybody": [Somebody(f"Face {n + 1}", recipe) for n, recipe in enumerate(faces.EVERYBODY)],
        "cast": list(CAST.values()),
        "nobody": None,
        "unphotographed": Somebody("Ewa Kowal"),
        "icons": ["phone", "message", "home", "calendar", "clock", "door", "leave", "leaf", "look", "people", "person", "pen",
                  "ask", "safe", "arrow", "back", "check", "plus", "book", "letter", "together"],
    }  # fmt: skip
