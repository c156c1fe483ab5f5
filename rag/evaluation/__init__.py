"""How good the answers are: questions with known answers in, measures out."""
