do $$
begin
  if to_regtype('billing.invoice_mail') is null then
    create type billing.invoice_mail as (
      message_id uuid,
      template text,
      "to" text[],
      cc text[],
      reply_to text,
      from_name text
    );
  end if;
end $$;
comment on type billing.invoice_mail is 'A mail that waits to go out with its invoice.';
