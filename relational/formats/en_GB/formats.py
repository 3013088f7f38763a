"""Dates as people say them: with the weekday, without leading zeros."""

DATE_FORMAT = "l j F"
DATETIME_FORMAT = "l j F, H:i"
SHORT_DATE_FORMAT = "D j M"
TIME_FORMAT = "H:i"
# Browsers' date fields speak ISO; people who type get the day first.
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y"]
TIME_INPUT_FORMATS = ["%H:%M", "%H.%M", "%H:%M:%S"]
