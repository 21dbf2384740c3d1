"""Duties: statements of who does what, rules for the whole document, lists of units."""
