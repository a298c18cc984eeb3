"""What an owner tells in a few guided steps, as changes of the register. Pure: answers in, a document out."""
