-- In prices as agreed: of a price that includes its tax a credit has given net and tax.
create or replace function billing.noted_of(
  piece billing.redone_pieces, credits billing.adjustments[]
)
  returns numeric
  language sql stable security definer set search_path to ''
as $$
  select case when (piece).invoice_id is null then 0 else greatest(0, kernel.round_amount(
      (piece).amount - (piece).discount - ((piece).used_amount - (piece).used_discount)
        + coalesce(sum(a.amount - a.discount + case when i.is_tax_included then a.tax else 0 end),
          0), (piece).currency)) end
  from unnest(credits) as a
  join billing.invoices as i on i.tenant_id = (piece).tenant_id and i.id = (piece).invoice_id
  where a.redone_piece_id = (piece).id
$$;
comment on function billing.noted_of is
  E'@behavior -*\nWhat credits lack of what is to be given back of a piece, as credit notes had '
  'taken it before.';
