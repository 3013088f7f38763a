"""Who is there for a family: forms whose fields are the verbs' keyword names (families.relationships)."""

from datetime import date, timedelta

from django import forms

from families.models import Relationship, Side
from relational.models import User

BACK, AHEAD = 14, 90  # days before and after today within which a change may be dated
WHOSE_REASON = [(Side.SERVICE, "Ours"), (Side.FAMILY, "The family’s"), (Side.NEITHER, "Neither’s")]


def in_words(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


class Chosen(forms.ModelChoiceField):
    """One of those shown, as a radio; nothing else."""

    def __init__(self, queryset, *, label, missing, **more):
        wrong = {"required": missing, "invalid_choice": "This is not one to choose any more. Choose again."}
        super().__init__(
            queryset, label=label, empty_label=None, widget=forms.RadioSelect, error_messages=wrong, **more
        )

    def to_python(self, value):
        """What is no key at all is answered like a key of nobody."""
        try:
            return super().to_python(value)
        except forms.ValidationError:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")


class Day(forms.DateField):
    """A day near today: a change may be written up to 14 days late and 90 days ahead."""

    def __init__(self, *, label, help_text=""):
        super().__init__(
            label=label,
            help_text=help_text,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={
                "required": "Choose a day.",
                "invalid": "This is not a day we can read. Write it like 2026-06-03.",
            },
        )

    def near(self, today: date):
        self.today = today
        self.first, self.last = today - timedelta(days=BACK), today + timedelta(days=AHEAD)
        self.widget.attrs.update(min=self.first.isoformat(), max=self.last.isoformat())

    def validate(self, value):
        super().validate(value)
        if value < self.first:
            raise forms.ValidationError(f"That is too long ago. Choose {in_words(self.first)} or a later day.")
        if value > self.last:
            raise forms.ValidationError(f"That is too far ahead. Choose {in_words(self.last)} or an earlier day.")


def words(label, missing, *, help_text="", rows=3, max_length=200, required=True):
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=max_length,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


class Dated(forms.Form):
    """A form about a change near today; `today` is read at the door."""

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        for field in self.fields.values():
            if isinstance(field, Day):
                field.near(today)
        self.initial.setdefault("on", today)


class Choice(Dated):
    """A dated form with people to choose from, each a radio card; whoever is marked as first is chosen beforehand."""

    chooses = "person"

    def __init__(self, *args, options, preferred=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.options = options
        self.fields[self.chooses].queryset = User.objects.filter(pk__in=[one.person.pk for one in options])
        if preferred is None:
            preferred = next((one.person.pk for one in options if one.note), None)
        if preferred is not None:
            self.initial.setdefault(self.chooses, preferred)


class Appoint(Choice):
    person = Chosen(User.objects.none(), label="Who?", missing="Choose somebody.")
    on = Day(label="From which day?")
    reason = words(
        "Why this person?", "Say why. The family may read it.", help_text="The family may read this.", rows=2
    )
    side = forms.ChoiceField(
        label="Whose wish is it?", choices=WHOSE_REASON, initial=Side.SERVICE, widget=forms.RadioSelect
    )


class Cover(Choice):
    person = Chosen(User.objects.none(), label="Who comes meanwhile?", missing="Choose who comes.")
    on = Day(label="First day")
    until = Day(label="Last day", help_text="This day included.")
    reason = words(
        "Why?",
        "Say why. The family may read it.",
        help_text="The family may read this: on leave, ill, a course.",
        rows=2,
    )


class HandOver(Choice):
    chooses = "to"
    to = Chosen(User.objects.none(), label="Who says hello?", missing="Choose who follows.")
    on = Day(label="On which day?", help_text="The goodbye and the hello are on the same day.")
    reason = words(
        "Why?", "Say why. The family may read it.", help_text="The family may read this.", rows=2, max_length=160
    )
    side = forms.ChoiceField(
        label="Whose reason is it?", choices=WHOSE_REASON, initial=Side.SERVICE, widget=forms.RadioSelect
    )
    why_not_together = words(
        "If they have not been there together: why not?",
        "",
        required=False,
        rows=2,
        max_length=300,
        help_text="Only then. It stays in the family’s story, and it is better to make that visit first.",
    )
    need_not_tell_again = words(
        "What the family need not tell again",
        "",
        required=False,
        rows=5,
        max_length=5000,
        help_text="Write it with the family. Whoever follows reads it before the first visit.",
    )


class End(Dated):
    relationship = Chosen(Relationship.objects.none(), label="Whose time ends?", missing="Choose whose time ends.")
    on = Day(label="From which day are they not there any more?", help_text="The first day without.")
    reason = words("Why?", "Say why. The family may read it.", help_text="The family may read this.", rows=2)
    side = forms.ChoiceField(
        label="Whose reason is it?",
        choices=WHOSE_REASON,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whose reason it is."},
    )

    def __init__(self, *args, options, **kwargs):
        super().__init__(*args, **kwargs)
        self.options = options
        self.fields["relationship"].queryset = Relationship.objects.filter(pk__in=[one.key for one in options])
        if len(options) == 1:
            self.initial.setdefault("relationship", options[0].key)
