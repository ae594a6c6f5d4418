"""The pages and the API: the only place that speaks HTTP."""
