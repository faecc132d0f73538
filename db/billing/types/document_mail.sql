do $$
begin
  if to_regtype('billing.document_mail') is null then
    create type billing.document_mail as (
      message_id uuid,
      template text,
      "to" text[],
      cc text[],
      reply_to text,
      from_name text,
      document jsonb,
      original_id uuid
    );
  end if;
end $$;
comment on type billing.document_mail is
  'A mail that waits to go out, with what the statement that it carries shows, or whose original '
  'it carries: that of an invoice or a credit note.';
