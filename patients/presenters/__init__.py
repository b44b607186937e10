"""What the pages of a patient and of a registration show, in a number of queries that never grows."""
