"""Self-service: an owner tells in a few steps what is otherwise, and anybody may report an error in a unit."""
