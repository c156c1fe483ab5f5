"""Questions drafted by rule from the sentences of English articles."""
