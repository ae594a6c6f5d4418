"""Whether questions can be understood and answered: what the plain-language check looks for, in each language."""
