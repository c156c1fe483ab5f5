"""Reading a page as a whole: a small transformer says of each line whether it is the article's or the page's."""
