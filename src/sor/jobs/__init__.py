"""What runs by itself or takes long: importing files now; publishing, following, reminding when they come."""
