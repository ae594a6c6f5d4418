"""LimeSurvey: an exported survey (.lss) in."""
