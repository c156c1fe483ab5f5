"""Keep articles and find chunks: the store, the vectors, the words."""
