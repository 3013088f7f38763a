"""Who looked: the record for staff, as a page and as a table, and the family's own simple page of it."""

from django.utils import timezone

from families import who_looked as the_record
from families.access import look, my_family_page, own_page
from families.forms.record import AskTheRecord
from relational.csv_out import csv_file
from relational.pages import page
from relational.permissions import Permission


@own_page(Permission.READ_RECORD)
def who_looked(request):
    """To read it is a look as well, and is written before anything is shown."""
    reader = the_record.Reader.of(request.user, timezone.localdate())
    form = AskTheRecord(request.GET, reader=reader)
    asked = form.asked()
    if asked:
        note(request, reader, asked)
    return page(
        request,
        "families/record/who_looked.html",
        {
            "ask": form,
            "reader": reader,
            "asked": asked,
            "told": the_record.read(reader, asked) if asked else None,
            "the_same": the_same(request),
        },
    )


@own_page(Permission.READ_RECORD)
def who_looked_table(request):
    reader = the_record.Reader.of(request.user, timezone.localdate())
    asked = AskTheRecord(request.GET, reader=reader).asked() or the_record.Asked(person=request.user.pk)
    note(request, reader, asked)
    headings, rows = the_record.table(reader, asked)
    the_record.note(reader, asked, verb="export_record", count=len(rows))
    return csv_file("who-looked", headings, rows)


@my_family_page
def looked_at_us(request, member):
    on = timezone.localdate()
    return page(
        request,
        "families/my_person/looked.html",
        {"member": member, "readers": the_record.who_looked_at_us(member, on), "on": on},
    )


def note(request, reader, asked):
    """A question about one family is a look at that family; any other is something she did."""
    through = the_record.through(reader, asked.family) if asked.family else ""
    if through:
        look(request, asked.family, through=through)
    else:
        the_record.note(reader, asked)


def the_same(request) -> str:
    """The question without its page, to ask it again for the next page or as a table."""
    asked = request.GET.copy()
    asked.pop("before", None)
    return asked.urlencode()
