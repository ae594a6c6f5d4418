"""How it travels: mails as values, the kinds of reply, transports and inboxes."""
