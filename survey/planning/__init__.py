"""How a wave is laid out: who asks which unit what and when, and what could not be had."""
