"""May this be recorded of this patient, now? `check_...` says why not, `can_...` answers yes or no.

A refusal carries the name of the form's field it speaks of, where there is one.
"""
