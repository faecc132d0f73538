-- The events that are promised to other programs. What is published stands here, which a house test
-- checks.
create or replace view events.event_types with (security_invoker = true) as
  select noun || '.' || verb as type
  from (values
    ('tenant', 'provisioned'),
    ('account', 'created,updated,held,released,deleted'),
    ('contract', 'created,activated,amended,renewed,cancelled,expired,renewal_due'),
    ('contract', 'document_added,document_removed'),
    ('invoice', 'created,finalized,sent,undeliverable,paid,reopened,overdue,voided'),
    ('invoice', 'written_off,recovered,tax_relieved,unprintable'),
    ('credit_note', 'issued,sent,undeliverable,unprintable'),
    ('balance', 'refunded'),
    ('payment', 'received,failed,refunded,applied,unapplied,reversed'),
    ('purchase_order', 'submitted,approved,rejected,exhausted,expiring'),
    ('approval', 'requested,decided'),
    ('billing_run', 'completed,failed'),
    ('duty', 'failed,resolved'),
    ('period', 'closed,reopened'),
    ('tax_return', 'frozen,filed'),
    ('audit', 'verified,broken'),
    ('product', 'created,updated'),
    ('price', 'added,withdrawn')
  ) as promised (noun, verbs)
  cross join lateral string_to_table(verbs, ',') as verb;
comment on view events.event_types is E'@behavior -*\nEvery type of event that there is.';
comment on column events.event_types.type is 'noun.past_participle, such as invoice.paid.';
grant select on events.event_types to tenor_viewer, tenor_owner;
