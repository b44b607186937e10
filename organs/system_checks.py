"""What `manage.py check` says about the rules of this installation."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register

from organs import profile


@register
def rule_set_profile(**kwargs: Any) -> list[CheckMessage]:
    """Report a rule-set profile that is missing, unusable or fictitious where it must not be."""
    try:
        rules = profile.configured()
    except profile.ProfileError as error:
        return [Error(str(error), hint=profile.ADVICE, id="organs.E001")]
    if rules is None:
        message = "There is no rule-set profile: offers are refused until there is one."
        return [checks.Warning(message, hint=profile.ADVICE, id="organs.W001")]
    if rules.is_fictitious and not settings.FICTITIOUS_RULES_ALLOWED:
        message = f"The rule-set profile “{rules.name}” is fictitious: offers are refused."
        return [Error(message, hint=profile.ADVICE, id="organs.E002")]
    return []
