"""What every page is made of: its frame, its texts, its words, its files."""
