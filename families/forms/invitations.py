"""A letter is made by a worker; a family member opens it in three short steps (families.invitations)."""

from django import forms

from families.forms.relationships import Chosen
from families.invitations import read
from families.models import FamilyMember, Handed


class MakeLetter(forms.Form):
    member = Chosen(FamilyMember.objects.none(), label="Who is the letter for?", missing="Choose who it is for.")
    handed = forms.ChoiceField(
        label="How does it reach her or him?", choices=Handed, initial=Handed.IN_PERSON, widget=forms.RadioSelect
    )
    who_opens = forms.CharField(
        label="Who opens letters at home?",
        help_text="If somebody else might open it, give it in person.",
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    born_on = forms.DateField(
        label="Birthday",
        help_text="We do not know it yet, and the letter opens with its day and month.",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "This is not a day we can read. Write it like 1994-06-03."},
    )

    def __init__(self, *args, grown_ups, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = grown_ups
        known = list(grown_ups)
        if known:
            self.initial.setdefault("member", known[0].pk)
        unknown = [str(member) for member in known if member.born_on is None]
        if not unknown:
            del self.fields["born_on"]
        elif len(known) > 1:
            self.fields["born_on"].label = f"Birthday of {' or '.join(unknown)}"


class Code(forms.Form):
    code = forms.CharField(
        label="The code in your letter",
        help_text="8 letters and numbers. Big or small letters are the same.",
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "autocorrect": "off",
                "spellcheck": "false",
                "class": "code-input code-input--letter",
                "dir": "ltr",
                "data-t": "code",
            }
        ),
        error_messages={
            "required": "Type the code from your letter.",
            "max_length": "This is too long for a code. It has 8 letters and numbers.",
        },
    )

    def clean_code(self):
        code = read(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(
                "A code has 8 letters and numbers, and never I, L, O, 0 or 1. Look at your letter again."
            )
        return code


def number(label, most, *, hook, missing):
    wrong = f"Write a number from 1 to {most}."
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=most,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "data-width": "xs", "maxlength": 4, "data-t": hook}
        ),
        error_messages={
            "required": missing,
            "invalid": wrong,
            "min_value": wrong,
            "max_value": wrong,
        },
    )


class Birthday(forms.Form):
    """Two numbers, because numbers are the same in every language."""

    day = number("Day", 31, hook="born-day", missing="Write the day.")
    month = number("Month", 12, hook="born-month", missing="Write the month.")

    def born(self) -> tuple[int, int]:
        return self.cleaned_data["day"], self.cleaned_data["month"]


class Phone(forms.Form):
    """No is the answer of whoever does not answer: what is not kept cannot be found."""

    only_mine = forms.ChoiceField(
        label="Is this phone only yours?",
        choices=[("no", "No, or I am not sure"), ("yes", "Yes, only mine")],
        initial="no",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose one of the two."),
    )

    def is_only_mine(self) -> bool:
        return self.cleaned_data["only_mine"] == "yes"
