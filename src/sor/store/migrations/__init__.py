"""The migrations: each brings the schema one step further and keeps the data."""
