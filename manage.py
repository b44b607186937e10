#!/usr/bin/env python3
"""Django's command line for Transplant."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "transplant_site.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import OperationalError
    except ImportError as error:
        raise SystemExit(
            f"Django could not be imported ({error}). bin/serve and bin/test make a virtual environment in "
            ".venv; use its Python: .venv/bin/python manage.py ..."
        ) from error

    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except ImproperlyConfigured as error:
        raise SystemExit(f"manage.py: {error}") from error
    except OperationalError as error:
        from transplant_site.stores.advice import advice_after

        advice = advice_after(error)
        if advice is None:
            raise
        raise SystemExit(f"manage.py: {advice}") from error


if __name__ == "__main__":
    main()
