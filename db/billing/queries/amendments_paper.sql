create or replace function billing.amendments_paper(amendment sales.amendments)
  returns billing.paper
  language sql stable security invoker set search_path to ''
return billing.paper_of((amendment).id);
comment on function billing.amendments_paper is
  'What the paper of the change order says, and its file if there is one.';
grant execute on function billing.amendments_paper to tenor_viewer;
