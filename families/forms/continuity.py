"""Deciding on a look-again, and the worker's side of it. Field names are the verbs' keyword names (families.flags)."""

from datetime import date, timedelta

from django import forms

from families.flags import REASON_AT_LEAST, REVIEW_WITHIN_DAYS
from families.models import Flag

LOOK_AGAIN_IN = 28  # days, to begin with


class Decide(forms.Form):
    decision = forms.ChoiceField(
        label="What do we make of it?",
        choices=Flag.Decision,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what we do about it."},
    )
    reason = forms.CharField(
        label="Why, and what we agreed",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "minlength": REASON_AT_LEAST, "data-t": "reason"}),
        help_text="A sentence or two. Whoever looks again will read it.",
        error_messages={"required": "Say why, in a sentence."},
    )
    review_on = forms.DateField(
        label="When do we look again?",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": "Choose a day to look again.",
            "invalid": "This is not a day we can read. Write it like 2026-06-03.",
        },
    )

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("review_on", today + timedelta(days=LOOK_AGAIN_IN))
        self.fields["review_on"].widget.attrs.update(
            min=(today + timedelta(days=1)).isoformat(), max=(today + timedelta(days=REVIEW_WITHIN_DAYS)).isoformat()
        )


class WorkerWords(forms.Form):
    words = forms.CharField(
        label="Your side: how did it come about?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "data-t": "words"}),
        help_text="Your supervisor reads it with the numbers.",
        error_messages={"required": "Write a line about how it came about."},
    )
