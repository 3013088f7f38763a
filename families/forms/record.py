"""What somebody asks of the record: about whom, by whom, what, and from when to when. A GET form: its address says it."""

from datetime import datetime
from uuid import UUID

from django import forms

from families.who_looked import WHAT, Asked, Reader


def day(label: str) -> forms.DateField:
    picker = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        label=label, required=False, widget=picker, error_messages={"invalid": "Please choose a day."}
    )


class AskTheRecord(forms.Form):
    family = forms.ChoiceField(label="Family", required=False)
    person = forms.ChoiceField(label="Person", required=False)
    what = forms.ChoiceField(label="What", choices=list(WHAT.items()), required=False)
    since = day("From")
    until = day("To")
    before = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data, *, reader: Reader):
        super().__init__(data, label_suffix="")
        # Whom one may ask about is whom one may choose: any other key is as good as one that nobody has.
        if reader.sees_all:
            self.fields["family"] = forms.UUIDField(
                label="Family, by its key", required=False, error_messages={"invalid": "Please give the whole key."}
            )
            self.fields["family"].widget.attrs["autocomplete"] = "off"
        else:
            families = [(str(family.pk), family.name) for family in reader.families()]
            self.fields["family"].choices = [("", "all that I may read"), *families]
            if not families:
                del self.fields["family"]
        people = reader.people()
        if len(people) > 1:
            everybody = "everybody else" if not reader.sees_all else "everybody"
            mine = [(str(reader.user.pk), "myself")]
            others = [(str(person.pk), person.name) for person in people if person.pk != reader.user.pk]
        else:
            everybody, mine, others = "all that I may read", [(str(reader.user.pk), "myself")], []
        self.fields["person"].choices = [("", everybody), *mine, *others]

    def clean(self):
        for name in ("since", "until"):
            day = self.cleaned_data.get(name)
            if day and not 1990 <= day.year <= 2200:
                self.add_error(name, "Please choose a day nearer to now.")
        return self.cleaned_data

    def clean_before(self):
        at, _, key = self.cleaned_data["before"].partition(" ")
        try:
            moment = datetime.fromisoformat(at)
            return (moment, UUID(key)) if moment.tzinfo and moment.year > 1 else None
        except ValueError:
            return None

    @property
    def dates_open(self) -> bool:
        return bool(self.data.get("since") or self.data.get("until"))

    def asked(self) -> Asked | None:
        """What is asked; None if it cannot be asked like that."""
        if not self.is_valid():
            return None
        said = self.cleaned_data
        return Asked(
            family=UUID(str(said["family"])) if said.get("family") else None,
            person=UUID(said["person"]) if said["person"] else None,
            what=said["what"],
            since=said["since"],
            until=said["until"],
            before=said["before"] or None,
        )
