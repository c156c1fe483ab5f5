"""Training, exporting and measuring the neural reader; see `docs/reader.md`."""
