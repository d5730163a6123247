"""The text science: language, sentiment, themes, aspects. Pure functions."""
