"""Products: what is made from records and views for people and machines. One file (or package) a product."""

__all__ = ["calendar", "csv_table", "letter", "repack", "site", "workbook"]
