-- A hint without words names the sentence of the examples that the text is closest to.
ALTER TABLE text_emotion ADD COLUMN nearest VARCHAR;
