"""parser: from a document's bytes to its plan record. read -> repair -> blocks -> layouts -> extract -> pipeline."""
