"""What an article is: load it, clean it, split it into chunks of whole sentences."""
