"""Reading files of candidates. Pure: imports no Django and touches no database.

`tables` reads any comma-separated file by the names of its columns; `candidates` says what the columns of
a file of candidates are and mean. What is done with the rows stands in `patients.services.imports`.
"""
