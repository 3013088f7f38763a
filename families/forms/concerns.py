"""Telling our people after the telephone: three boxes."""

from django import forms
from django.utils import timezone

from families import concerns
from families.models import Family
from relational.keys import new_key

FEW = 8


class Tell(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_key)
    family = forms.ModelChoiceField(
        label="Which family?",
        queryset=Family.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the family.", "invalid_choice": "Choose one of these families."},
    )
    words = forms.CharField(
        label="What worries you?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "data-t": "words"}),
        help_text="A line is enough. Say what you saw or heard.",
        error_messages={"required": "Say in a line what worries you."},
    )
    called = forms.CharField(
        label="Whom have you called?",
        max_length=120,
        required=False,
        help_text="Police, the front door, nobody yet. A name, if you have one.",
    )

    def __init__(self, *args, user, family=None, **kwargs):
        super().__init__(*args, **kwargs)
        reached = concerns.families_of(user, timezone.localdate())
        field = self.fields["family"]
        field.queryset = reached
        self.families = list(reached[: FEW + 1])
        if len(self.families) > FEW:
            field.widget = forms.Select()
            field.empty_label = "Choose the family"
        field.widget.choices = field.choices
        if len(self.families) == 1:
            self.initial["family"] = self.families[0].pk
        elif family:
            self.initial["family"] = family
