"""How the funnel is told: the page's tables, the form above them, the workbook."""
