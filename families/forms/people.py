"""People of the service: invite, give and end roles, checks, days away, leaving, one's own details."""

from datetime import date, timedelta

from django import forms

from families.forms.relationships import words
from relational import people
from relational.models import Check, Role, Team


def line(label, *, missing="", help_text="", max_length=120, width="", **more):
    attrs = {"data-width": width} if width else {}
    return forms.CharField(
        label=label,
        max_length=max_length,
        help_text=help_text,
        required=bool(missing),
        widget=forms.TextInput(attrs=attrs | more.pop("attrs", {})),
        error_messages={"required": missing} if missing else {},
    )


class AnyDay(forms.DateField):
    """A day as a browser's own calendar gives it, between two bounds that the form says."""

    def __init__(self, *, label, missing="Choose a day.", help_text="", required=True):
        super().__init__(
            label=label,
            help_text=help_text,
            required=required,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={
                "required": missing,
                "invalid": "This is not a day we can read. Write it like 2026-06-03.",
            },
        )

    def validate(self, value):
        super().validate(value)
        if value is not None and not 2000 <= value.year <= 2100:
            raise forms.ValidationError("Check the year.")


class WithRole(forms.Form):
    """A form in which a role is given: only roles and teams that this person may give are there to choose."""

    role = forms.ChoiceField(
        label="As what?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a role.",
            "invalid_choice": "This is not a role you may give. Ask an administrator.",
        },
    )
    team = forms.ModelChoiceField(
        Team.objects.none(),
        label="In which team?",
        required=False,
        empty_label="No team",
        help_text="Key workers, volunteers and supervisors belong to a team.",
        error_messages={"invalid_choice": "This is not a team of yours. Ask an administrator."},
    )

    def __init__(self, *args, by, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        teams = people.teams_to_give(by, today)
        self.fields["role"].choices = [
            (role, Role(role).label.capitalize()) for role in people.roles_to_give(by, today)
        ]
        self.fields["team"].queryset = teams
        self.fields["team"].explains_itself = True  # wanted or not by the role that is chosen
        if len(teams) == 1:
            self.initial.setdefault("team", teams[0].pk)

    def clean_team(self):
        """A role without a team is given without one, whatever stood in the box."""
        team = self.cleaned_data.get("team")
        return team if self.cleaned_data.get("role") in people.IN_A_TEAM else None


class Invite(WithRole):
    name = line("Whole name", missing="Write the whole name.")
    called = line("What people call her or him", max_length=60, width="s", help_text="Else the first name.")
    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        help_text="The letter goes here, and it is the way to sign in.",
        error_messages={"required": "Write the e-mail address.", "invalid": "Write it like name@example.org."},
    )
    job = line(
        "For somebody from another service: the job", max_length=80, help_text="Health visitor, nursery teacher."
    )
    organisation = line("And where", max_length=120)
    phone = line("Telephone", max_length=30, width="s", attrs={"type": "tel"})
    answers = line("When she or he answers", help_text="Monday to Thursday, 9 to 5.")
    speaks = line("Languages", help_text="Urdu, Pahari, English.")

    field_order = ["name", "called", "email", "role", "team", "job", "organisation", "phone", "answers", "speaks"]


class GiveRole(WithRole):
    on = AnyDay(label="From which day?")

    field_order = ["role", "team", "on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", self.today)


class EndRole(forms.Form):
    last_day = AnyDay(label="The last day of it", help_text="This day included.")


class WriteCheck(forms.Form):
    what = forms.ChoiceField(
        label="What was done?",
        choices=Check.What.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what was done."},
    )
    done_on = AnyDay(label="Done on")
    good_until = AnyDay(
        label="Good until", required=False, help_text="The last day. Leave it empty if it does not end."
    )


class OwnDetails(forms.Form):
    called = line("What people call me", missing="Write what people call you.", max_length=60, width="s")
    introduction = forms.CharField(
        label="My hello",
        required=False,
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="What you would say at the door. Families read it beside your face.",
    )
    speaks = line("Languages I speak", help_text="Urdu, Pahari, English.")
    phone = line("My telephone", max_length=30, width="s", help_text="Families see it.", attrs={"type": "tel"})
    answers = line("When I answer", help_text="Monday to Thursday, 9 to 5.")


class Away(forms.Form):
    """First step: which days. A GET form, so that the list it shows has an address."""

    on = AnyDay(label="First day")
    until = AnyDay(label="Last day, included")

    def clean(self):
        said = super().clean()
        if said.get("on") and said.get("until"):
            if said["until"] < said["on"]:
                self.add_error("until", "The last day is before the first.")
            elif said["until"] - said["on"] > timedelta(days=366):
                self.add_error("until", "That is more than a year. Choose an earlier last day.")
        return said


class ConfirmAway(Away):
    """Second step: as it was shown."""

    on = AnyDay(label="First day")
    until = AnyDay(label="Last day")
    reason = words(
        "What shall the families read?",
        "Say it in a few words. The families read it.",
        help_text="For example: on leave, on a course. Nothing about health.",
        rows=2,
    )
    stand_ins = forms.MultipleChoiceField(
        label="Who comes",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "Somebody changed who stands in meanwhile. Look at the list again, then confirm."
        },
    )

    def __init__(self, *args, options, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stand_ins"].choices = [(one.value, one.family.name) for one in options if one.value]
        self.fields["on"].widget = forms.HiddenInput()
        self.fields["until"].widget = forms.HiddenInput()


class PlanLeaving(forms.Form):
    last_day = AnyDay(label="Last day here", help_text="This day included.")
    reason = words("Why?", "Say why in a few words. It is kept with the date.", rows=2)


class EndAccess(forms.Form):
    reason = words("Why now?", "Say why in a few words. It is kept with the date.", rows=2)
