CREATE INDEX ix_comment_channel ON comment (channel);
CREATE INDEX ix_comment_period_id ON comment (period, id);
CREATE INDEX ix_comment_service ON comment (service);
CREATE INDEX ix_category_count_not_told ON category_count (source) WHERE scheme_version = 0 AND told = 0;
CREATE INDEX ix_category_count_scheme_version_axis_period ON category_count (scheme_version, axis, period);
