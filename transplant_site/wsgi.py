"""The entry point of the web server: gunicorn transplant_site.wsgi."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "transplant_site.settings")

application = get_wsgi_application()
