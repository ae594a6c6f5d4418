"""Tables that people send in, CSV and XLSX, as rows of text, and what may stand in their cells; nothing is trusted."""
