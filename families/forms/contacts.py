"""The visit form: field names are the verb's keyword names (families.contacts.log_contact)."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.db.models import Q
from django.utils import timezone

from families import contacts
from families.models import Contact, Kind, PlannedContact
from relational.keys import new_key
from relational.models import Role, User
from relational.templatetags import ui

FEELINGS = {
    "Settled": ("safe", "calm", "happy", "hopeful"),
    "Close": ("welcome", "loved", "thankful", "belonging"),
    "Strong": ("proud", "strong", "like myself", "listened to"),
    "Sad": ("sad", "missing someone", "heavy heart", "worn out"),
    "Alone": ("lonely", "left out", "forgotten", "not understood"),
    "Stirred": ("worried", "scared", "angry", "ashamed"),
}
HOW_LONG = [
    (15, "15 minutes"),
    (30, "half an hour"),
    (50, "50 minutes"),
    (60, "an hour"),
    (90, "an hour and a half"),
    (120, "two hours"),
]


NOT_A_DAY = {
    "required": "Say which day.",
    "invalid": "This is not a day we know. Write it like 2026-06-02 or 02/06/2026.",
}
NOT_A_TIME = {"required": "Say at what time.", "invalid": "This is not a time we know. Write it like 10:30."}


class People(forms.ModelMultipleChoiceField):
    def label_from_instance(self, person):
        return person.called


class Person(forms.ModelChoiceField):
    def label_from_instance(self, person):
        return person.called


def day_field(label, **more):
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date", "data-width": "m"}),
        **{"error_messages": NOT_A_DAY, **more},
    )


def with_job(person):
    job = getattr(getattr(person, "professional", None), "job", "")
    return f"{person.name}, {job}" if job and job != "not said" else person.name


def hint(day: date | None) -> str:
    """When somebody was last here: a quiet prompt beside a name, and no reminder."""
    return f" (here {ui.ago(day)})" if day else ""


class Agreed(forms.ModelChoiceField):
    def label_from_instance(self, asked):
        return as_agreed(asked)


def as_agreed(asked) -> str:
    return f"As agreed with {asked.asked_by.name} on {ui.plain_day(asked.decided_at)}"


class LogVisit(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    who_came = People(
        label="Who came from us?", queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = People(
        label="Who else came?", queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    someone_else = forms.CharField(label="Somebody new: name", max_length=80, required=False)
    someone_else_job = forms.CharField(label="What they do", max_length=80, required=False)
    family_knew = forms.NullBooleanField(
        label="Did the family know they were coming?",
        required=False,
        widget=forms.RadioSelect(choices=[("true", "Yes"), ("false", "No"), ("", "I do not know")]),
    )
    request = Agreed(
        label="Was it agreed through a request?",
        queryset=None,
        required=False,
        empty_label="No",
        widget=forms.RadioSelect,
    )
    present = People(
        label="Who of the family was there?", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    happened_on = day_field("Which day?")
    start = forms.TimeField(
        label="From",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "data-width": "s"}),
        error_messages=NOT_A_TIME,
    )
    minutes = forms.TypedChoiceField(
        label="For how long?",
        choices=HOW_LONG,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"data-width": "m"}),
    )
    kind = forms.ChoiceField(
        label="Where?", choices=Contact.What, widget=forms.RadioSelect, error_messages={"required": "Say where it was."}
    )
    outcome = forms.ChoiceField(
        label="Did it happen?",
        choices=Contact.Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it happened."},
    )
    facts = forms.CharField(
        label="What happened",
        required=False,
        max_length=20_000,
        help_text="What you did, saw and agreed. Write it to the family.",
        error_messages={"required": "Write a line about what happened."},
        widget=forms.Textarea(attrs={"rows": 5, "data-t": "facts"}),
    )
    how_it_was = forms.CharField(
        label="How it was",
        required=False,
        max_length=20_000,
        help_text="Their words, or yours. You can add this later.",
        widget=forms.Textarea(attrs={"rows": 5, "data-t": "how-it-was"}),
    )
    whose_words = forms.ChoiceField(
        label="Whose words?", choices=Contact.Words, required=False, widget=forms.RadioSelect
    )
    feelings = forms.MultipleChoiceField(
        label="Words for it, up to three",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(group, [(word, word) for word in words]) for group, words in FEELINGS.items()],
    )
    promise = forms.CharField(label="Something I promised", max_length=200, required=False)
    promise_by = day_field("By which day?", required=False)
    next_visit = forms.ChoiceField(
        label="Next visit",
        required=False,
        widget=forms.RadioSelect,
        initial="",
        choices=[("", "Not now"), ("7", "Same time next week"), ("14", "In two weeks"), ("28", "In four weeks")],
    )
    worry = forms.ChoiceField(
        label="Are you worried about anyone’s safety?",
        choices=Contact.Worry,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you are worried. Nothing is chosen for you here."},
    )
    may_read = forms.BooleanField(label="The grown-ups who were there can read this", required=False, initial=True)
    apart = forms.CharField(
        label="Keep something apart for safety",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Only you and the person you choose can read it. The family sees no trace of it.",
    )
    apart_reason = forms.CharField(label="Why is it kept apart?", max_length=200, required=False)
    apart_reviewer = Person(label="Who reads it with you?", queryset=User.objects.none(), required=False)

    def __init__(
        self,
        *args,
        family,
        by,
        on: date,
        planned: PlannedContact | None = None,
        likely: dict | None = None,
        seen_here: dict | None = None,
        **kwargs,
    ):
        self.family, self.by, self.planned = family, by, planned
        grown = [member.called for member in family.members.filter(left_on=None, is_adult=True)]
        super().__init__(*args, initial=self.start_from(family, by, on, planned, likely or {}), **kwargs)
        beside = family.relationships.on(on).values("person")
        self.fields["who_came"].queryset = User.objects.filter(Q(pk=by.pk) | Q(pk__in=beside)).order_by(
            "called", "name"
        )
        self.fields["others"].queryset = User.objects.filter(pk__in=contacts.around(family, on).values("pk")).order_by(
            "called", "name"
        )
        self.fields["others"].label_from_instance = lambda person: (
            with_job(person) + hint((seen_here or {}).get(person.pk))
        )
        self.fields["facts"].required = self.data.get("outcome", Contact.Outcome.SEEN) in Contact.ACHIEVED
        for name in ("start", "minutes", "whose_words", "family_knew", "how_it_was", "next_visit"):
            self.fields[name].explains_itself = True
        self.fields["who_came"].label_from_instance = lambda person: "Me" if person == by else person.called
        self.fields["request"].queryset = family.requests.agreed().select_related("asked_by").order_by("-decided_at")
        self.fields["request"].explains_itself = True
        self.fields["present"].queryset = family.members.filter(left_on=None, died_on=None).order_by(
            "-is_adult", "born_on"
        )
        self.fields["apart_reviewer"].queryset = User.objects.holding(Role.SUPERVISOR, on=on, team=family.team)
        if grown:
            self.fields["whose_words"].choices = [
                ("familys", f"{grown[0]}’s" if len(grown) == 1 else "Theirs"),
                ("mine", "Mine"),
                ("both", "Both"),
            ]
            self.fields["may_read"].label = f"{' and '.join(grown)} can read this"

    @staticmethod
    def start_from(family, by, on, planned, likely) -> dict:
        starts = timezone.localtime(planned.starts_at) if planned else None
        return {
            "key": new_key(),
            "who_came": [by.pk],
            "happened_on": starts.date() if starts else on,
            "start": starts.time() if starts else None,
            "minutes": closest(planned.minutes if planned else likely.get("minutes")),
            "present": likely.get("present", []),
            "kind": planned.kind if planned else likely.get("kind", Contact.What.AT_HOME),
            "outcome": Contact.Outcome.SEEN,
            "may_read": True,
        }

    def clean_happened_on(self):
        day = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("This day has not come yet. Plan the visit instead.")
        return day

    def clean_feelings(self):
        if len(self.cleaned_data["feelings"]) > 3:
            raise forms.ValidationError("Choose three words at most.")
        return self.cleaned_data["feelings"]

    def clean(self):
        data = super().clean()
        start = data.pop("start", None)
        day = data.get("happened_on")
        data["started_at"] = (
            timezone.make_aware(datetime.combine(day, start)) if day and isinstance(start, time) else None
        )
        if data.get("how_it_was", "").strip() and not data.get("whose_words"):
            self.add_error("whose_words", "Say whose words these are.")
        data["who_came"] = [*data.get("who_came", []), *data.pop("others", [])]
        self.next_visit = data.pop("next_visit", "")
        return data

    def next_starts_at(self) -> datetime | None:
        """When the next visit was agreed for: the same time, so many days on; None if it was not agreed now."""
        if not self.next_visit:
            return None
        day = self.cleaned_data["happened_on"] + timedelta(days=int(self.next_visit))
        started = self.cleaned_data["started_at"]
        return timezone.make_aware(datetime.combine(day, timezone.localtime(started).time() if started else time(10)))


def closest(minutes: int | None) -> int:
    return min((choice for choice, _ in HOW_LONG), key=lambda choice: abs(choice - (minutes or 60)))


class PlanVisit(forms.Form):
    person = Person(label="Who goes?", queryset=User.objects.none(), widget=forms.RadioSelect)
    day = day_field("Which day?")
    start = forms.TimeField(
        label="At what time?",
        widget=forms.TimeInput(attrs={"type": "time", "data-width": "s"}),
        error_messages=NOT_A_TIME,
    )
    minutes = forms.TypedChoiceField(label="For how long?", choices=HOW_LONG, coerce=int, initial=60)
    kind = forms.ChoiceField(
        label="Where?", choices=Contact.What, initial=Contact.What.AT_HOME, widget=forms.RadioSelect
    )

    def __init__(self, *args, family, by, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        beside = family.relationships.on(on).exclude(kind=Kind.STAND_IN).values("person")
        self.fields["person"].queryset = User.objects.filter(Q(pk=by.pk) | Q(pk__in=beside)).order_by("called")
        self.fields["person"].label_from_instance = lambda person: "Me" if person == by else person.called
        self.initial.setdefault("person", by.pk)
        self.on = on

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day < self.on:
            raise forms.ValidationError("This day has passed. Choose today or a later day, or log the visit.")
        if day > self.on + timedelta(days=366):
            raise forms.ValidationError("This is more than a year away. Choose a day sooner.")
        return day

    def clean(self):
        data = super().clean()
        day, start = data.pop("day", None), data.pop("start", None)
        if day and start:
            data["starts_at"] = timezone.make_aware(datetime.combine(day, start))
        return data


class AddWords(forms.Form):
    how_it_was = forms.CharField(
        label="How it was",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Their words, or yours.",
    )
    whose_words = forms.ChoiceField(label="Whose words?", choices=Contact.Words, widget=forms.RadioSelect)
