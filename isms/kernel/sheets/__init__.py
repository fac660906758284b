"""Tables that come from and go to a spreadsheet: CSV, XLSX and JSON, with nothing in them that could act."""
