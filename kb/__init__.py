"""kb: the knowledge base. The one model (`schema`), its codec, ids and errors, the store, the search index, exports."""
