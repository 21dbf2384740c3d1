"""The outline of a body: numbered paragraphs as a tree, its segments, units as headings."""
