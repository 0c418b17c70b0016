"""What is on each document: from a job's stored facts to a layout. Pure."""

from printers.documents.kitchen import kitchen_ticket
from printers.documents.office import table_card, table_sheet, test_page

__all__ = ["kitchen_ticket", "table_card", "table_sheet", "test_page"]
