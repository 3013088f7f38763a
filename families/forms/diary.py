"""A volunteer's diary of a visit: one box, and words to keep if there were any."""

from django import forms
from django.utils import timezone

from families.forms.contacts import People, day_field
from families.models import Contact, PlannedContact
from relational.keys import new_key

OUTCOMES = [
    (Contact.Outcome.SEEN, "We met"),
    (Contact.Outcome.NOBODY_ANSWERED, "Nobody answered"),
    (Contact.Outcome.FAMILY_CANCELLED, "They cancelled"),
]


class Diary(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    planned = forms.ModelChoiceField(queryset=PlannedContact.objects.none(), required=False, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label="Did you meet?", choices=OUTCOMES, widget=forms.RadioSelect)
    facts = forms.CharField(
        label="What did you do?",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "data-t": "facts"}),
        help_text="As in a diary. Write so that they could read it.",
        error_messages={"required": "Write a line about what you did."},
    )
    how_it_was = forms.CharField(
        label="Words to keep",
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-t": "how-it-was"}),
        help_text="Something that was said, or how it felt.",
    )
    whose_words = forms.ChoiceField(
        label="Whose words?", choices=Contact.Words, required=False, widget=forms.RadioSelect
    )
    happened_on = day_field("Which day?", error_messages={"required": "Say on which day."})
    kind = forms.ChoiceField(
        label="Where?",
        widget=forms.RadioSelect,
        choices=[(value, label) for value, label in Contact.What.choices if value != Contact.What.MESSAGE],
    )
    present = People(label="Who was there?", queryset=None, required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, family, by, on, planned=None, there=(), **kwargs):
        initial = {
            "key": new_key(),
            "planned": planned and planned.pk,
            "outcome": Contact.Outcome.SEEN,
            "present": list(there),
            "happened_on": timezone.localdate(planned.starts_at) if planned else on,
            "kind": planned.kind if planned else Contact.What.AT_HOME,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["planned"].queryset = PlannedContact.objects.filter(family=family, person=by)
        self.fields["present"].queryset = family.members.filter(left_on=None, died_on=None).order_by(
            "-is_adult", "born_on"
        )
        grown = [member.called for member in self.fields["present"].queryset if member.is_adult]
        theirs = f"{grown[0]}’s" if len(grown) == 1 else "Theirs"
        self.fields["whose_words"].choices = [("familys", theirs), ("mine", "Mine"), ("both", "Both")]

        if self.data.get("outcome") in (Contact.Outcome.NOBODY_ANSWERED, Contact.Outcome.FAMILY_CANCELLED):
            self.fields["facts"].required = False

    def clean(self):
        data = super().clean()
        if data.get("how_it_was", "").strip() and not data.get("whose_words"):
            self.add_error("whose_words", "Say whose words these are.")
        return data


class CannotCome(forms.Form):
    planned = forms.ModelChoiceField(queryset=PlannedContact.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args, visits, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["planned"].queryset = visits.select_related("family")
