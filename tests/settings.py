"""The site's settings, as the tests need them."""

import os

# Read by the settings: tests make databases of their own, so they connect as the owner.
os.environ.setdefault("TRANSPLANT_MODE", "development")
os.environ["TRANSPLANT_DATABASE_ROLE"] = "owner"

from transplant_site.settings import *  # noqa: F403

DEBUG = False
# The strength of passwords is not what is tested.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Each test process has a database of its own in MongoDB as well; pytest-xdist names the processes.
MONGODB_DATABASE = f"test_transplant_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# What is signed is signed in a folder of the test's own (tests/audit/conftest.py).
AUDIT_FOLDER = None
