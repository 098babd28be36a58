"""LinkedIn's Member Data Portability API: the export's tables, read page by page; never acts."""
