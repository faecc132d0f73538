-- What was used of a piece, less what it cost. The piece is as it stood when the amendment came;
-- its price was in force on its days.
create or replace function billing.explain_credit(
  credit billing.adjustments, line sales.contract_lines, months int
)
  returns jsonb[]
  language sql stable security invoker set search_path to ''
as $$
  select array_remove(array[
    used.step,
    jsonb_build_object(
      'step', 'credit',
      'formula', case when limits.is_capped
          then format('-%s, what credit notes left', limits.left_to_give)
        else format('%s - %s = %s', used.value, credit.piece_amount, given.back) end,
      'inputs', jsonb_strip_nulls(jsonb_build_object(
        'amendment_id', credit.amendment_id,
        'credited_invoice_id', credit.credited_invoice_id,
        'credited_adjustment_id', credit.credited_adjustment_id,
        'piece_start', lower(credit.piece_period),
        'piece_end', kernel.last_day(credit.piece_period),
        'used', used.value::text, 'piece_amount', credit.piece_amount::text,
        'piece_discount', credit.piece_discount::text,
        'credit_notes', credit.noted_amount::text)),
      'is_capped', limits.is_capped,
      'value', case when limits.is_capped then -limits.left_to_give else given.back end::text,
      'rounding', 'exact'),
    case when credit.piece_discount <> 0 or limits.is_capped then jsonb_build_object(
      'step', 'line_discount',
      'formula', case when limits.is_capped then '0'
        else format('%s x %s/%s - %s = %s', credit.piece_discount, used.value,
          credit.piece_amount, credit.piece_discount, given.discount_back) end,
      'inputs', jsonb_build_object('used', used.value::text,
        'piece_amount', credit.piece_amount::text, 'piece_discount', credit.piece_discount::text),
      'is_capped', limits.is_capped,
      'value', case when limits.is_capped then kernel.round_amount(0, credit.currency)
        else given.discount_back end::text,
      'rounding', format('half away from zero, to %s decimals',
        kernel.minor_unit(credit.currency))) end
  ], null)
  from (
    select step.used as step,
      coalesce((step.used ->> 'value')::numeric, kernel.round_amount(0, credit.currency)) as value
    from (
      select case when lower(credit.period) > lower(credit.piece_period)
          and line.price_interval <> 'one_time'
        then billing.explain_days('used', credit.rated, line, months,
          daterange(lower(credit.piece_period), lower(credit.period)), credit.whole_period,
          credit.currency) end
    ) as step (used)
  ) as used
  cross join lateral (
    select kernel.round_amount(used.value - credit.piece_amount, credit.currency) as back,
      case when credit.piece_amount = 0 then credit.piece_amount else
        kernel.round_amount(credit.piece_discount * used.value / credit.piece_amount,
          credit.currency) - credit.piece_discount
      end as discount_back
  ) as given
  cross join lateral (
    select left_over.to_give as left_to_give,
      given.discount_back - given.back > left_over.to_give as is_capped
    from (
      select greatest(credit.piece_amount - credit.piece_discount - credit.noted_amount, 0)
    ) as left_over (to_give)
  ) as limits
$$;
comment on function billing.explain_credit is
  E'@behavior -*\nWhat an amendment gives back: used, credit and the discount on it.';
grant execute on function billing.explain_credit to tenor_viewer;
