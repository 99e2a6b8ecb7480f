"""The page of the funnel, the rows behind its figures, the workbook."""
