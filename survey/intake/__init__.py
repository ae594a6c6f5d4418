"""Contacts as case and telephone systems deliver them: tables, read row by row."""
