"""What keeps a served register going: the day that comes by itself, a demo's clock."""
