-- What is left open comes from the billing cycle, if one is named, else it is the usual: by the
-- year, in advance, from the start.
create or replace function sales.billing_terms_of(
  start_date date,
  billing_frequency text,
  billing_cycle_id uuid,
  billing_in_advance boolean,
  billing_alignment text,
  billing_day int
)
  returns sales.billing_terms
  language plpgsql stable security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_cycle sales.billing_cycles;
  v_terms sales.billing_terms;
begin
  if billing_cycle_id is not null then
    select * into v_cycle from sales.billing_cycles as b
    where b.tenant_id = tenancy.current_tenant_id() and b.id = billing_cycle_id;
    if not found then
      perform kernel.fail('NOTFD', 'No billing cycle has this id.', 'billing_cycle_id');
    elsif not v_cycle.active then
      perform kernel.fail('INPUT', 'The billing cycle is archived.', 'billing_cycle_id');
    elsif billing_frequency <> 'custom' then
      perform kernel.fail('INPUT', 'A billing cycle is for the frequency custom.',
        'billing_frequency');
    end if;
  elsif billing_frequency = 'custom' then
    perform kernel.fail('INPUT', 'Name the billing cycle.', 'billing_cycle_id');
  end if;
  v_terms.billing_cycle_id := v_cycle.id;
  v_terms.billing_frequency := coalesce(billing_frequency,
    case when v_cycle.id is null then 'annual' else 'custom' end);
  v_terms.billing_months := coalesce(v_cycle.interval_months,
    kernel.months_of(v_terms.billing_frequency));
  v_terms.billing_in_advance := coalesce(billing_in_advance, v_cycle.in_advance, true);
  v_terms.billing_alignment := coalesce(billing_alignment, v_cycle.alignment, 'anniversary');
  v_terms.billing_day := coalesce(billing_day, v_cycle.bill_day);
  if v_terms.billing_frequency not in ('monthly', 'quarterly', 'semi_annual', 'annual', 'custom')
  then
    perform kernel.fail('INPUT',
      'A billing frequency is monthly, quarterly, semi_annual, annual or custom.',
      'billing_frequency');
  elsif v_terms.billing_alignment not in ('anniversary', 'calendar') then
    perform kernel.fail('INPUT', 'A billing alignment is anniversary or calendar.',
      'billing_alignment');
  elsif v_terms.billing_day not between 1 and 31 then
    perform kernel.fail('INPUT', 'A billing day lies between 1 and 31.', 'billing_day');
  end if;
  v_terms.billing_anchor := sales.anchor_of(start_date, v_terms.billing_months,
    v_terms.billing_alignment, v_terms.billing_day);
  return v_terms;
end $$;
comment on function sales.billing_terms_of is
  'When a contract is billed, completed from its billing cycle or by default.';
