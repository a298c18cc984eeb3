"""Who is calling, and what they may do. Decides on values that are handed in: no database, no clock, no network."""
