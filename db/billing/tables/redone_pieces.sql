-- What an amendment made of a billed piece: the days from its change on are priced anew. What was
-- used of it by the old terms stays; the rest is given back and charged anew, by adjustments. The
-- piece is kept as it stood, so that the change can be explained, and dropped.
create table if not exists billing.redone_pieces (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  root_id uuid not null,
  amendment_id uuid not null,
  line_id uuid not null,
  terms_id uuid,
  period daterange not null,
  piece_period daterange not null,
  whole_period daterange not null,
  quantity numeric not null,
  unit_price numeric,
  rated numeric not null,
  amount kernel.amount not null,
  discount kernel.amount not null,
  granted billing.granted_discount[],
  extent kernel.amount,
  used_amount kernel.amount not null,
  used_discount kernel.amount not null,
  used_granted billing.granted_discount[],
  used_extent kernel.amount,
  noted_amount kernel.amount not null default 0,
  currency text not null,
  invoice_id uuid,
  adjustment_id uuid,
  part smallint not null default 0,
  shares billing.bearer[],
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint redone_pieces_amendment_fkey
    foreign key (tenant_id, amendment_id) references sales.amendments (tenant_id, id),
  constraint redone_pieces_line_fkey
    foreign key (tenant_id, line_id) references sales.contract_lines (tenant_id, id),
  constraint redone_pieces_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id),
  constraint redone_pieces_days_check check (period <@ piece_period),
  constraint redone_pieces_says_where_check check (num_nonnulls(invoice_id, adjustment_id) > 0),
  constraint redone_pieces_part_has_shares_check check ((part = 0) = (shares is null))
);
create index if not exists redone_pieces_root_idx on billing.redone_pieces (tenant_id, root_id);
create index if not exists redone_pieces_amendment_idx
  on billing.redone_pieces (tenant_id, amendment_id);
create index if not exists redone_pieces_line_idx on billing.redone_pieces (tenant_id, line_id);
create index if not exists redone_pieces_invoice_idx
  on billing.redone_pieces (tenant_id, invoice_id);
create index if not exists redone_pieces_adjustment_idx
  on billing.redone_pieces (tenant_id, adjustment_id);
comment on table billing.redone_pieces is
  'Billed days that amendments priced anew, as they stood before.';
comment on column billing.redone_pieces.tenant_id is 'The tenant.';
comment on column billing.redone_pieces.id is 'Identifies the change of the piece.';
comment on column billing.redone_pieces.root_id is
  'The first of the changes that followed each other before an invoice billed them; they stand and '
  'fall together.';
comment on column billing.redone_pieces.amendment_id is 'The amendment.';
comment on column billing.redone_pieces.line_id is 'The contract line.';
comment on column billing.redone_pieces.terms_id is
  'The version of the line''s terms that had priced the piece.';
comment on column billing.redone_pieces.period is 'The days that are priced anew, half-open.';
comment on column billing.redone_pieces.piece_period is 'The days of the piece, as it stood.';
comment on column billing.redone_pieces.whole_period is
  'The whole period around them, whose days share the price.';
comment on column billing.redone_pieces.quantity is 'How many were billed.';
comment on column billing.redone_pieces.unit_price is 'Price of one for the price''s interval.';
comment on column billing.redone_pieces.rated is 'Exact price of the quantity for one interval.';
comment on column billing.redone_pieces.amount is 'What the piece cost before discount.';
comment on column billing.redone_pieces.discount is 'What discounts had taken off that.';
comment on column billing.redone_pieces.granted is 'The discounts of its contract that it had.';
comment on column billing.redone_pieces.extent is 'How far they went; null is what it cost.';
comment on column billing.redone_pieces.used_amount is
  'What of its amount stays, for the days before the change.';
comment on column billing.redone_pieces.used_discount is 'What of its discount stays with them.';
comment on column billing.redone_pieces.used_granted is 'What of its discounts stays with them.';
comment on column billing.redone_pieces.used_extent is 'What of its extent stays with them.';
comment on column billing.redone_pieces.noted_amount is
  'What of the rest could not be given back, as credit notes had taken it before: by so much the '
  'new charge of the same days is lowered.';
comment on column billing.redone_pieces.currency is 'ISO 4217.';
comment on column billing.redone_pieces.invoice_id is
  'The invoice that had billed it; null if it waited still.';
comment on column billing.redone_pieces.adjustment_id is
  'The charge of an earlier amendment that it was, if it was one.';
comment on column billing.redone_pieces.part is
  'Which of the shares it is, from 1; 0 is the whole.';
comment on column billing.redone_pieces.shares is
  'Who bore the whole, and with which weights; null if it was billed as one.';
comment on column billing.redone_pieces.created_at is 'When it was changed.';
comment on constraint redone_pieces_amendment_fkey on billing.redone_pieces is
  'No amendment has this id.';
comment on constraint redone_pieces_line_fkey on billing.redone_pieces is
  'No line has this id.';
comment on constraint redone_pieces_invoice_fkey on billing.redone_pieces is
  'No invoice has this id.';
comment on constraint redone_pieces_days_check on billing.redone_pieces is
  'Only days of the piece are priced anew.';
comment on constraint redone_pieces_part_has_shares_check on billing.redone_pieces is
  'A part says of which shares it is.';
comment on constraint redone_pieces_says_where_check on billing.redone_pieces is
  'A piece was billed, or waited to be.';

-- Who may touch it: members read; billing writes.
alter table billing.redone_pieces enable row level security;
alter table billing.redone_pieces force row level security;
drop policy if exists tenant_isolation on billing.redone_pieces;
create policy tenant_isolation on billing.redone_pieces as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.redone_pieces;
create policy owner_all on billing.redone_pieces to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.redone_pieces;
create policy select_member on billing.redone_pieces for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.redone_pieces to tenor_viewer;

-- Whether what it was waits again, and what it follows then, is all that can change.
create or replace trigger _300_append_only before delete or truncate
  or update of tenant_id, id, amendment_id, line_id, terms_id, period, piece_period, whole_period,
    quantity, unit_price, rated, amount, discount, granted, extent, used_amount, used_discount,
    used_granted, used_extent, noted_amount, currency, adjustment_id, part,
    shares, created_at
  on billing.redone_pieces for each statement execute function kernel.tg__append_only();
select audit.watch('billing.redone_pieces');
