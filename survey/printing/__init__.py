"""Documents on paper and in spreadsheets: PDF by typst, XLSX by xlsxwriter; what is said is data, never markup."""
