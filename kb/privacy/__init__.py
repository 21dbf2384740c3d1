"""What must not be published by mistake: personal numbers and addresses in a plan, plans that are not for everybody."""

from kb.privacy.masking import masked
from kb.privacy.numbers import Personal, personal_in, personal_in_name
from kb.privacy.secrecy import Mark, marks_of
from kb.privacy.statement import Publish, read_publish

__all__ = [
    "Mark",
    "Personal",
    "Publish",
    "marks_of",
    "masked",
    "masking",
    "numbers",
    "personal_in",
    "personal_in_name",
    "read_publish",
    "statement",
]
