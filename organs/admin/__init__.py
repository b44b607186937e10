"""This app's models in Django admin: to look at. What happens to them happens in the site."""

from organs.admin import donors, matching, offers

__all__ = ["donors", "matching", "offers"]
