"""What is stored about people, and who did what: classes of privacy, one's own data, the log in sentences."""
