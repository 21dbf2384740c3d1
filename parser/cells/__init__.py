"""Cells: what words look like, what reading them as a column's cell costs, and the cheapest reading of a row."""
