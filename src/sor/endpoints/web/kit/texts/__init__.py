"""The texts of the pages by what the pages are about; ``labels`` joins them."""
