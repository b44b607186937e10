"""What can happen to patients and on the waiting list. Services take many; a page passes one.

`patients`      registered, identity corrected, clinical facts corrected
`immunology`    HLA typings, unacceptable antigens, antibody screenings
`laboratory`    laboratory values
`waiting_list`  registrations, statuses, criteria, kidney facts, death
`imports`       candidates from a file
"""
