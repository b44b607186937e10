"""The regulator's pages: the log is read here, and nothing can be changed."""
