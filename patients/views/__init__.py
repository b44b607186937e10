"""Patients and the waiting list, over HTTP."""
