"""What an import is doing, in words for the progress bar."""

from errors import N_

READING = N_("Reading the file")
STAGING = N_("Keeping the file and its cells")
ROWS = N_("Giving every row its key")
WRITING = N_("Writing answers")
FACTS = N_("Preparing the scores")
DONE = N_("Done")
