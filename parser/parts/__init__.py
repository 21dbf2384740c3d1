"""Parts: the page's furniture, front matter, body and annexes; what the plan says of itself, and its genre."""
