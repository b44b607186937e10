"""Settings of the variants that are not ours: Django, and the one library that is measured."""

import os

VARIANT = os.environ["BENCH_VARIANT"]
LIBRARIES = {
    "plain": [],
    "auditlog": ["auditlog"],
    "simple_history": ["simple_history"],
    "pghistory": ["pgtrigger", "pghistory"],
}
SECRET_KEY = "bench"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    *LIBRARIES[VARIANT],
    "bench.capture",
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": f"bench_{VARIANT}",
        "USER": os.environ["BENCH_USER"],
        "PASSWORD": os.environ["BENCH_PASSWORD"],
        "HOST": "127.0.0.1",
        "PORT": os.environ["BENCH_PORT"],
        "CONN_MAX_AGE": None,
    }
}
