-- What is signed and what is written about it; nothing that a reader's machine would run.
create or replace function sales.extensions_of(media_type text)
  returns text[]
  language sql immutable parallel safe
return case media_type
  when 'application/pdf' then array['pdf']
  when 'image/png' then array['png']
  when 'image/jpeg' then array['jpg', 'jpeg']
  when 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
    then array['docx']
  when 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' then array['xlsx']
  when 'text/plain' then array['txt']
  when 'text/csv' then array['csv']
  when 'message/rfc822' then array['eml']
end;
comment on function sales.extensions_of is
  'How names of files of a type end, the usual one first; null for types that are not kept.';
