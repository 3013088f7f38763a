"""Forms are plain; their fields carry the verb's keyword names, so that running a verb is one line."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import Form
from django.forms.renderers import TemplatesSetting

from relational.refusals import Refusal


class HouseRenderer(TemplatesSetting):
    form_template_name = "django/forms/form.html"
    field_template_name = "django/forms/field.html"


def carry_out(form: Form, verb, **known):
    """Run `verb` with what the form holds and what is known; put its refusal on the form.

    Returns what the verb returns (or True if that is nothing), or None when the form was not valid or the verb refused.
    """
    if not form.is_valid():
        return None
    try:
        with transaction.atomic():
            result = verb(**known, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
    except (ValidationError, IntegrityError) as refused:
        form.add_error(None, said_by_the_database(refused))
        return None
    return True if result is None else result


def done(request, verb, **known):
    """Run a verb that has no form, a bare button's; its refusal is said on the next page. None when refused."""
    try:
        with transaction.atomic():
            result = verb(**known)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return None
    return True if result is None else result


def said_by_the_database(refused) -> str:
    """What to tell a person whose form met a rule of the database: two people did the same thing at once."""
    if isinstance(refused, ValidationError):
        return " ".join(refused.messages)
    return "Somebody changed this at the same moment. Nothing was saved; what you wrote is still here. Look again and save."
