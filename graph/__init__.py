"""graph: the networkx graph made from plan records, and the views over it (who leads what, with whom, by when)."""
