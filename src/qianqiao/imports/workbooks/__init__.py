"""Workbooks that people download: templates and rejected rows."""
