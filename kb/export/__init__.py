"""Products: what is made from records and views for people and machines. One file (or package) a product."""
