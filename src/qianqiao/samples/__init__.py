"""Our own sample data, openly fictional: loaded through the same import that users take."""
