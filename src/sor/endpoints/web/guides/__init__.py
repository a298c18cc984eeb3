"""The guides, served by the program itself: nobody needs a network, or the source, to read them."""
