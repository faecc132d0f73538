do $$
begin
  if to_regtype('sales.renewal_mail') is null then
    create type sales.renewal_mail as (
      message_id uuid,
      "to" text[],
      cc text[],
      reply_to text,
      from_name text,
      contract_number text,
      account_name text,
      renews_on date,
      notice_by date,
      days_left int,
      value text,
      currency text,
      minor_unit int,
      auto_renews boolean,
      locale text,
      seller jsonb
    );
  end if;
end $$;
comment on type sales.renewal_mail is 'A renewal alert that waits to go out.';
