"""What people type about patients and on the waiting list. Forms understand; services decide."""
