"""Files in and out of the commands `match` and `score`: xlsx, CSV and JSONL."""
