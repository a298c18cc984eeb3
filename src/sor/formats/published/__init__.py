"""What is published: the formats, the files and their names, what each leaves out, the news."""
