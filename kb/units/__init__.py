"""Units: who they are, what they are called, what became of them."""
