"""Reading files of donors and of exchange balances. Pure: imports no Django and touches no database.

`donors` says what the columns of a file of donors are and mean; `balances` reads the exchange balances.
Problems are told as in `patients.imports.tables`: each with its place, all in one go.
"""
