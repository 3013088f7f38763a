"""Asking about a family, answering, placing a request, and writing down what came another way."""

from django import forms
from django.utils import timezone

from families import contacts
from families.forms.contacts import as_agreed, day_field, with_job
from families.models import Contact, Family, RoutedRequest
from relational.keys import new_key

# What a supervisor may send when a request is about nobody we know. It says the same whoever it is about.
NOT_SAYING = (
    "Thank you for asking. We cannot take this up, so please go on as you would without us. "
    "This does not tell you whether we know this family. If you are worried about someone’s safety, please call the front door."
)


class Ask(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_key)
    safe = forms.ChoiceField(
        label="Is a child or a grown-up not safe right now?",
        choices=[("yes", "Yes, or I think so"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Answer this first: is someone not safe right now?"},
    )
    child_name = forms.CharField(
        label="Child’s name",
        max_length=120,
        help_text="Not born yet? Write the mother’s name.",
        error_messages={"required": "Write the child’s name."},
    )
    child_born_on = day_field(
        "Date of birth, or due date",
        error_messages={
            "required": "Write the date of birth, or the due date.",
            "invalid": "Write the date as day, month, year: 4/3/2023.",
        },
    )
    postcode = forms.CharField(
        label="Postcode",
        max_length=10,
        required=False,
        help_text="If you know it.",
        widget=forms.TextInput(attrs={"data-width": "s"}),
    )
    purpose = forms.ChoiceField(
        label="What for?",
        choices=RoutedRequest.Purpose,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is for."},
    )
    need = forms.CharField(
        label="What do you need?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For the worker who knows the family.",
        error_messages={"required": "Say in a line what you need."},
    )
    wanted_by = day_field(
        "By when would it help?",
        required=False,
        error_messages={"invalid": "Write the date as day, month, year: 4/3/2026."},
    )
    could_carry = forms.BooleanField(label="Their worker could do this on the next visit", required=False)
    for_the_family = forms.CharField(
        label="What would you like the family to hear, in your words?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Write to them. They may read it.",
        error_messages={"required": "Write what the family may hear from you."},
    )

    def clean_safe(self):
        if self.cleaned_data["safe"] == "yes":
            raise forms.ValidationError(
                "Please call first: 999, or a number at the top of this page. What you wrote stays here."
            )
        return "no"

    def clean_postcode(self):
        return " ".join(self.cleaned_data["postcode"].upper().split())

    def clean(self):
        data = super().clean()
        data.pop("safe", None)
        return data


PLANS = {
    RoutedRequest.Decision.CARRY: "When?",
    RoutedRequest.Decision.INTRODUCE: "How?",
    RoutedRequest.Decision.TOGETHER: "Which days could it be?",
    RoutedRequest.Decision.NOT_NOW: "When may they ask again?",
}


class Decide(forms.Form):
    """One plan box on each card; the one on the chosen card counts."""

    family_agreed = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": "Say whether the family has been asked."}
    )
    decision = forms.ChoiceField(
        label="What is kindest and safe?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose one of the answers.",
            "invalid_choice": "They must see the family by law, so it cannot be put off. Choose another answer.",
        },
    )
    reply = forms.CharField(
        label="Your answer",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "data-t": "reply"}),
        error_messages={"required": "Write a sentence or two."},
    )

    def __init__(self, *args, asked, adults=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.by_law = asked.purpose == RoutedRequest.Purpose.BY_LAW
        decisions = [
            (value, label)
            for value, label in RoutedRequest.Decision.choices
            if not (self.by_law and value == "not_now")
        ]
        self.fields["decision"].choices = decisions
        self.fields["family_agreed"].choices = [
            ("yes", "Yes"),
            ("not_yet", "Not asked yet"),
            ("not_safe", "Not safe to ask"),
        ]
        who = " or ".join(adults[:2])
        self.fields["family_agreed"].label = f"Has {who} said yes?" if who else "Has the family said yes?"
        self.fields[
            "reply"
        ].help_text = f"{asked.asked_by.called} reads this. {' and '.join(adults[:2]) or 'The family'} may read it too, unless you chose “Not safe to ask”."
        for value, _ in decisions:
            self.fields[f"{value}_plan"] = forms.CharField(label=PLANS[value], max_length=200, required=False)

    def clean(self):
        data = super().clean()
        data["plan"] = data.get(f"{data.get('decision')}_plan", "")
        for value in RoutedRequest.Decision.values:
            data.pop(f"{value}_plan", None)
        return data


class Place(forms.Form):
    """One of the likely families, any other of mine, or none: then an answer."""

    which = forms.ChoiceField(
        label="Which family is it?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a family, or say that it is none of ours.",
            "invalid_choice": "Choose one of these.",
        },
    )
    other = forms.ModelChoiceField(
        label="Family", queryset=Family.objects.none(), required=False, empty_label="Choose the family"
    )
    reply = forms.CharField(
        label="Answer",
        max_length=4000,
        required=False,
        initial=NOT_SAYING,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Write so that it does not tell whether we know the family.",
    )

    def __init__(self, *args, likely, families, **kwargs):
        super().__init__(*args, **kwargs)
        self.likely = {str(child.family_id): child for child in reversed(likely)}
        self.cards = [(key, child) for key, child in reversed(self.likely.items())]
        self.fields["which"].choices = [
            *((key, child.family.name) for key, child in self.cards),
            ("other", "Another of our families"),
            ("none", "None that I can find"),
        ]
        self.fields["other"].queryset = families

    def clean(self):
        data = super().clean()
        which, other, reply = data.pop("which", None), data.pop("other", None), data.get("reply", "")
        if which == "other" and other is None and "other" not in self.errors:
            self.add_error("other", "Choose the family.")
        if which == "none" and len(reply.strip()) < 10:
            self.add_error("reply", "Write a sentence or two.")
        data["family"] = other if which == "other" else self.likely[which].family if which in self.likely else None
        return data


SOMEONE_ELSE = "else"


class RecordUnrouted(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_key)
    person = forms.ChoiceField(
        label="Who came?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Say who came: choose a name, or someone else.",
            "invalid_choice": "Choose one of these.",
        },
    )
    someone_else = forms.CharField(label="Name", max_length=80, required=False)
    someone_else_job = forms.CharField(label="What they do", max_length=80, required=False)
    happened_on = day_field(
        "Which day?",
        error_messages={"required": "Say on which day.", "invalid": "Write the date as day, month, year: 4/3/2026."},
    )
    kind = forms.ChoiceField(
        label="Where?",
        widget=forms.RadioSelect,
        initial=Contact.What.AT_HOME,
        choices=[(value, label) for value, label in Contact.What.choices if value != Contact.What.MESSAGE],
    )
    how = forms.ChoiceField(
        label="How did it come about?",
        widget=forms.RadioSelect,
        initial=Contact.How.OUTSIDE,
        choices=[
            (Contact.How.OUTSIDE, "They came by themselves"),
            (Contact.How.URGENT, "It was urgent"),
            (Contact.How.BY_LAW, "They had to, by law"),
        ],
    )
    family_knew = forms.TypedChoiceField(
        label="Did the family know that they were coming?",
        widget=forms.RadioSelect,
        coerce={"yes": True, "no": False}.get,
        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "I do not know")],
        error_messages={"required": "Say whether the family knew."},
    )
    facts = forms.CharField(
        label="What do you know of it?",
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Who told you, and what they did together. The family may read this.",
    )

    def __init__(self, *args, family, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in contacts.around(family, on)}
        self.fields["person"].choices = [
            *((key, with_job(person)) for key, person in self.people.items()),
            (SOMEONE_ELSE, "Someone else"),
        ]
        agreed = family.requests.agreed().select_related("asked_by").order_by("-decided_at")
        self.agreed = {str(asked.pk): asked for asked in agreed}
        self.fields["how"].choices = [
            *self.fields["how"].choices,
            *((key, as_agreed(asked)) for key, asked in self.agreed.items()),
        ]
        if not self.people:
            self.initial.setdefault("person", SOMEONE_ELSE)
        self.initial.setdefault("happened_on", on)

    def clean_happened_on(self):
        day = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("This day has not come yet.")
        return day

    def clean(self):
        data = super().clean()
        who = data.pop("person", None)
        data["person"] = self.people.get(who)
        data["request"] = self.agreed.get(data.get("how"))
        if who == SOMEONE_ELSE and not data.get("someone_else", "").strip():
            self.add_error("someone_else", "Write the name, or what you know of it: a man from housing.")
        return data
