"""Who a person is that another party has logged in: which identity providers are believed, and what each must send."""
