"""Cutting: the text into blocks: paragraphs with the gaps before them, tables that were flattened, glued or drawn."""
