"""The tagger of comments: learns categories from texts that people tagged, and says when it does not know."""
