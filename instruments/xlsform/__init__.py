"""XLSForm, the language of the field: a workbook becomes an instrument and an instrument a workbook."""
