"""The demo service: a small charity in Bradford that never was, over eighteen months.

people      who works, volunteers and helps here, and their words about themselves
households  the families, who is in each, and what becomes of each: its tale
okafors     the family everybody meets first, told by hand
texts       what people wrote after visits, by theme
story       how a tale is told: dates, days of the week, holidays, who came; pure, needs no database
seed        does what the tales say, by the same verbs as everybody else

Everybody and everything in it is invented. The tales are counted back from today, so it is always fresh.
"""
