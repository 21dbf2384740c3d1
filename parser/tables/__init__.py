"""Tables: the header finder, the readers of grids and of flattened rows, and rows as drafts."""
