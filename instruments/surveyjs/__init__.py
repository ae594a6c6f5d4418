"""SurveyJS: the JSON of a survey in."""
