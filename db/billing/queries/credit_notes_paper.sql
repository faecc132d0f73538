create or replace function billing.credit_notes_paper(note billing.credit_notes)
  returns billing.paper
  language sql stable security invoker set search_path to ''
return billing.paper_of((note).id);
comment on function billing.credit_notes_paper is
  'What the paper of the credit note says, and its file if there is one.';
grant execute on function billing.credit_notes_paper to tenor_viewer;
