"""Pictures of figures: plain functions from values to SVG text, readable in grey and by a screen reader."""
