"""Fields of a passage: units, deadlines, targets; what a time, a numeral and a measure is."""
