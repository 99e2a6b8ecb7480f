"""In-memory indices of one language partition: postings for words, matrices for vectors."""
