"""What `manage.py check --deploy` says about a service that families will depend on."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

from relational import environment

INVENTED = "01632 960"  # a range that no telephone answers, kept free for drama and examples


@register(Tags.security, deploy=True)
def what_the_environment_gave(app_configs, **options):
    said = environment.weak_secret("SECRET_KEY", settings.SECRET_KEY)
    for old in settings.SECRET_KEY_FALLBACKS:
        said += environment.weak_secret("One of SECRET_KEY_FALLBACKS", old)
    said += environment.weak_address("DATABASE_URL", settings.GIVEN_ADDRESSES.get("DATABASE_URL", ""))
    said += environment.open_hosts(settings.ALLOWED_HOSTS)
    if settings.DEMO:
        said.append("RELATIONAL_DEMO lets anybody sign in as anybody. Unset it.")
    if not settings.HTTPS:
        said.append("HTTPS is off, so what people read and write can be read on the way. Unset HTTPS.")
    return [Error(words, id="relational.E101") for words in said]


@register(Tags.security, deploy=True)
def what_people_will_need(app_configs, **options):
    numbers = [settings.SERVICE_PHONE, *(number for _, number in settings.EMERGENCY_NUMBERS)]
    said = []
    if any(number.startswith(INVENTED) for number in numbers):
        said.append(
            "A telephone number people are told to call is invented. "
            "Set SERVICE_PHONE, FRONT_DOOR_PHONE, OUT_OF_HOURS_PHONE and SAFE_LEAD_PHONE."
        )
    if any(".example" in contact for contact in settings.SECURITY_CONTACT):
        said.append(
            "Nobody can tell you of a hole. Set SECURITY_CONTACT to an address that is read, "
            "such as mailto:security@families.example.org"
        )
    return [Warning(words, id="relational.W101") for words in said]
