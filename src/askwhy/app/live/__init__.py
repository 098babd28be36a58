"""Connected accounts: credentials, what each can do, and bringing in what is new."""
