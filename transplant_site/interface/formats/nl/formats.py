"""Dates and times where Django writes them: 24 hours, the month as a word, the zone of the site."""

DATE_FORMAT = "d-M-Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "d-M-Y H:i T"
