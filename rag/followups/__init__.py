"""Follow-up questions, understood by rule: the words of a question, its parts, and what its pronouns stand for."""
