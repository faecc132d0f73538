-- Prices that include their tax are asked with it; the item shows the net. Its discount shrinks
-- with it, rounded; what was written by hand shows the discount that was written.
create or replace function billing.explain_net(
  asked numeric, discount numeric, tax numeric, is_by_hand boolean, currency text
)
  returns jsonb
  language sql stable security invoker set search_path to ''
as $$
  select jsonb_build_object(
    'step', 'net',
    'formula', format('%s - %s = %s', asked, tax, shown.net),
    'inputs', jsonb_build_object('asked', explain_net.asked::text, 'tax', explain_net.tax::text,
      'discount', explain_net.discount::text, 'is_by_hand', is_by_hand),
    'value', shown.net::text,
    'discount', shown.discount::text,
    'amount', (shown.net + shown.discount)::text,
    'rounding', format('half away from zero, to %s decimals', kernel.minor_unit(currency)))
  from (
    select kernel.round_amount(asked - tax, currency) as net,
      case
        when is_by_hand or tax = 0 or explain_net.discount = 0 then explain_net.discount
        else kernel.round_amount(explain_net.discount * (asked - tax) / asked, currency)
      end as discount
  ) as shown
$$;
comment on function billing.explain_net is
  E'@behavior -*\nWhat is left of a price that includes its tax: the last step.';
grant execute on function billing.explain_net to tenor_viewer;
