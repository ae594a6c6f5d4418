"""All pages on whether the measurement is good."""

from survey.web.measure import quality, reading, second, sensitivity, treatment

HANDLERS = [handler for room in (treatment, sensitivity, reading, quality, second) for handler in room.HANDLERS]
