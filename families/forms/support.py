"""A family comes, says goodbye for now, comes back: forms whose fields are the verbs' keyword names (families.support)."""

from datetime import date, timedelta

from django import forms

from families.forms.relationships import Chosen, Dated, Day, words
from families.models import SupportKind
from families.support import new_member
from relational.models import Team

ADULTS, CHILDREN = 3, 5
FURTHEST_DUE, LATEST_DUE = 300, 42  # days: a due date lies this far ahead at most, and may be this late


def line(label, *, help_text="", required=False, max_length=80, width="", missing="", **attrs):
    if width:
        attrs["data-width"] = width
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=max_length,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": missing} if missing else None,
    )


def birthday(label):
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "This is not a day we can read. Write it like 2026-06-03."},
    )


def what_they_like(label):
    missing = "Write what they would like, in their words if you can."
    return words(label, missing, rows=4, max_length=5000, help_text="In their words, where you have them.")


def who_asked():
    return line(
        "Who asked?",
        required=True,
        max_length=120,
        missing="Say who asked.",
        help_text="The family, a midwife, a school.",
        width="m",
    )


def kind_of_support():
    return forms.ChoiceField(
        label="What kind of support is it?",
        choices=SupportKind,
        initial=SupportKind.FAMILY_SUPPORT,
        widget=forms.RadioSelect,
        help_text="It sets how soon we look again when nobody has seen the family.",
    )


class Refer(Dated):
    """One page, rows for people without any script: rows left empty are nobody."""

    name = line(
        "What does the family call itself?",
        required=True,
        missing="Write the family’s name for itself.",
        width="m",
        autocomplete="off",
    )
    why = what_they_like("What would they like?")
    asked_by = who_asked()
    on = Day(label="With us from which day?")
    team = Chosen(Team.objects.none(), label="Which team?", missing="Choose the team.")
    kind = kind_of_support()
    speaks = line("Languages they speak", max_length=120, width="m")
    safe_contact = line("How to reach them safely", max_length=160, help_text="Text first, not after six.")
    area = line("Which part of town?", max_length=60, width="m")
    address = forms.CharField(
        label="Where do they live?", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    postcode = line("Postcode", max_length=10, width="s", autocomplete="off")
    phone = line("Telephone", max_length=30, width="m", inputmode="tel", autocomplete="off")
    rhythm_days = forms.IntegerField(
        label="How often did they agree to be seen? In days",
        required=False,
        min_value=1,
        max_value=180,
        widget=forms.NumberInput(attrs={"data-width": "xs"}),
        help_text="7 is every week, 14 every second week. Leave it empty until it is agreed.",
        error_messages=dict.fromkeys(("min_value", "max_value", "invalid"), "Write a number of days from 1 to 180."),
    )

    def __init__(self, *args, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        known = list(teams)
        if len(known) == 1:
            self.initial.setdefault("team", known[0].pk)
            self.fields["team"].widget = forms.HiddenInput()
        for n in range(1, ADULTS + 1):
            self.fields[f"adult_{n}_name"] = line("Name", autocomplete="off")
            self.fields[f"adult_{n}_tie"] = line(
                "Is the…", max_length=60, autocomplete="off", placeholder="mother, father, grandmother"
            )
        for n in range(1, CHILDREN + 1):
            self.fields[f"child_{n}_name"] = line("Name", autocomplete="off")
            self.fields[f"child_{n}_born_on"] = birthday("Born on")
            self.fields[f"child_{n}_due_on"] = birthday("or due on")

    def adults(self):
        return [{"n": n, "name": self[f"adult_{n}_name"], "tie": self[f"adult_{n}_tie"]} for n in range(1, ADULTS + 1)]

    def children(self):
        return [
            {
                "n": n,
                "name": self[f"child_{n}_name"],
                "born_on": self[f"child_{n}_born_on"],
                "due_on": self[f"child_{n}_due_on"],
            }
            for n in range(1, CHILDREN + 1)
        ]

    def clean(self):
        data = super().clean()
        members = []
        for n in range(1, ADULTS + 1):
            name, tie = (data.pop(f"adult_{n}_{part}", "") for part in ("name", "tie"))
            if name:
                members.append(new_member(name=name, tie=tie))
            elif tie:
                self.add_error(f"adult_{n}_name", f"Write the name of the {tie}, or empty this row.")
        if not members and not any(field.startswith("adult_") for field in self.errors):
            self.add_error("adult_1_name", "Write the name of one grown-up at least.")
        for n in range(1, CHILDREN + 1):
            name, born_on, due_on = (data.pop(f"child_{n}_{part}", None) for part in ("name", "born_on", "due_on"))
            if self._child_fits(n, name, born_on, due_on) and (name or due_on):
                members.append(new_member(name=name or "Baby", is_adult=False, born_on=born_on, due_on=due_on))
        data["members"] = members
        return data

    def _child_fits(self, n: int, name, born_on: date | None, due_on: date | None) -> bool:
        wrong = None
        if born_on and due_on:
            wrong = f"child_{n}_due_on", "Write the birth date or the due date, not both."
        elif born_on and not name:
            wrong = f"child_{n}_name", "Write this child’s name."
        elif born_on and born_on > self.today:
            wrong = f"child_{n}_born_on", "This day has not come yet. Write it as the due date."
        elif born_on and born_on < self.today - timedelta(days=25 * 366):
            wrong = f"child_{n}_born_on", "This is more than 25 years ago. Write a grown-up above."
        elif due_on and not self.today - timedelta(days=LATEST_DUE) <= due_on <= self.today + timedelta(
            days=FURTHEST_DUE
        ):
            wrong = (
                f"child_{n}_due_on",
                "A due date lies within the next ten months. Has the baby been born? Then write the birth date.",
            )
        if wrong:
            self.add_error(*wrong)
        return wrong is None


class GoodbyeForNow(Dated):
    on = Day(label="From which day are we not there any more?", help_text="The first day without us.")
    reason = words(
        "How did it end?",
        "Say how it ended, so that whoever meets the family next understands.",
        rows=4,
        max_length=2000,
        help_text="What changed, what they said, what we thank them for. The family may read it.",
    )


class WelcomeBack(Dated):
    on = Day(label="With us again from which day?")
    why = what_they_like("What would they like now?")
    asked_by = who_asked()
    kind = kind_of_support()
