"""What follows the log and is kept in step with it: name index, recipients, copies."""
