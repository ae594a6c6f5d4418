CREATE INDEX ix_comment_channel ON comment (channel);
CREATE INDEX ix_comment_period ON comment (period);
CREATE INDEX ix_comment_service ON comment (service);
