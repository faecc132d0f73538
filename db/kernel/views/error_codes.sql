-- A view over values: the codes are part of the definition, not data that a tenant could hold.
create or replace view kernel.error_codes with (security_invoker = true) as
  select code, word, http_status, meaning
  from (values
    ('INPUT', 'invalid_input', 422, 'A field is missing, malformed or out of range.'),
    ('NOTFD', 'not_found', 404, 'No such object in this tenant.'),
    ('FORBD', 'forbidden', 403, 'The role may not do this.'),
    ('CNFLT', 'conflict', 409, 'Another object already holds this key or period.'),
    ('TRANS', 'illegal_transition', 409, 'The object is not in a state that allows this.'),
    ('IDEMP', 'idempotency_conflict', 409, 'The key was used with another request.'),
    ('CRHLD', 'credit_hold', 409, 'The account is on hold or over its credit limit.'),
    ('QATAB', 'quantity_above_tiers', 422, 'The quantity lies above the last price tier.'),
    ('SEATS', 'invalid_seats', 422, 'Seats outside the product''s minimum, maximum or increment.'),
    ('NOPRC', 'price_not_found', 422, 'No price is valid for this product, currency and day.'),
    ('CYCLE', 'hierarchy_cycle', 422, 'An account cannot stand below itself.'),
    ('DEPTH', 'hierarchy_too_deep', 422, 'The hierarchy has at most 5 levels.'),
    ('NOTHG', 'nothing_to_bill', 409, 'Nothing is due for this contract and period.'),
    ('AHEAD', 'issue_date_ahead', 409, 'The day on which it is issued or booked has not come.'),
    ('POEXH', 'purchase_order_exhausted', 409, 'The purchase order has too little left.'),
    ('POEXP', 'purchase_order_expired', 409, 'The purchase order is not valid on this day.'),
    ('PONAP', 'purchase_order_not_approved', 409, 'The purchase order is not approved.'),
    ('POREQ', 'purchase_order_required', 409, 'The account is billed on purchase orders alone.'),
    ('DCNFD', 'discount_not_found', 404, 'No active discount has this id or coupon code.'),
    ('DCEXP', 'discount_expired', 409, 'The discount is not valid on this day.'),
    ('DCEXH', 'discount_exhausted', 409, 'The discount was redeemed as often as it may be.'),
    ('DCCUR', 'discount_wrong_currency', 422, 'The discount is an amount in another currency.'),
    ('DCPRO', 'discount_wrong_product', 422, 'The discount is for none of the products.'),
    ('OVRAP', 'over_application', 409, 'More than payment, invoice or balance has left.'),
    ('TAXUN', 'tax_unresolved', 409, 'The place or the rate of a tax is not known.'),
    ('DOCIN', 'document_incomplete', 409, 'It lacks what the law makes a document say.'),
    ('RFNDD', 'payment_refunded', 409, 'Money of the payment was given back.'),
    ('PCLOS', 'period_closed', 409, 'The books are closed on this day.'),
    ('PHIND', 'period_hindered', 409, 'Something keeps the month from being closed.'),
    ('DUTYC', 'duties_conflict', 409, 'Another person must do this.'),
    ('NORAT', 'exchange_rate_missing', 422, 'No exchange rate is known for this day.'),
    ('NOSBX', 'not_a_sandbox', 409, 'Only the clock of a sandbox tenant can be moved.'),
    ('SUSPD', 'tenant_suspended', 403, 'The tenant is suspended or closed.'),
    ('UNAUT', 'unauthenticated', 401, 'The token is of no tenant here, or was withdrawn.')
  ) as listed (code, word, http_status, meaning);
comment on view kernel.error_codes is 'The stable error codes with their word and HTTP status.';
comment on column kernel.error_codes.code is 'SQLSTATE raised by the database.';
comment on column kernel.error_codes.word is 'Stable word that the API shows.';
comment on column kernel.error_codes.http_status is 'HTTP status of the answer.';
comment on column kernel.error_codes.meaning is 'When it is raised.';
grant select on kernel.error_codes to tenor_viewer, tenor_operator, tenor_worker;
