"""Read the chunks, quote, cite, decide and answer; the command lines."""
