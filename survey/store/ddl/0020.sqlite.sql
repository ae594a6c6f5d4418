DROP INDEX ix_invitation_round_id_unit_id_channel;
CREATE INDEX ix_invitation_counted ON invitation (round_id, unit_id, channel, way, standing, sent);
CREATE INDEX ix_inquiry_counted ON inquiry (wave_id, channel, status, tester_id, due_at, until);
