-- The number of a payment card by what issuers print: the first digits of a brand with one of its
-- lengths and a right check digit (ISO/IEC 7812), in one run or in its groups. A check digit alone
-- is not asked: bank references carry the same one by design (KID, OCR), and one in ten of any
-- numbers has it. A run that touches a letter, a plus or more digits is another kind of number; so
-- are groups that follow a group, and an IBAN. Most texts have no such run and are let through by
-- the first look.
create or replace function kernel.holds_card_number(words text)
  returns boolean
  language plpgsql immutable parallel safe security invoker set search_path to ''
as $$
begin
  if coalesce(words !~ '[0-9]([-. \t\n\u00a0\u2007\u2009\u202f]?[0-9]){13}', true) then
    return false;
  end if;
  return exists (
    select from regexp_matches(
      regexp_replace(words, '\m[A-Z]{2}[0-9]{2}( ?[A-Z0-9]{4}){2,7}( ?[A-Z0-9]{1,4})?\M', '',
        'g'),
      '(?<![0-9A-Za-z+])(?<![0-9][-. \u00a0\u2007\u2009\u202f])('
        || '[0-9]{14,19}'
        || '|[0-9]{4}([-. \t\n\u00a0\u2007\u2009\u202f])[0-9]{4}\2[0-9]{4}\2[0-9]{4}'
        || '(?:\2[0-9]{3})?'
        || '|[0-9]{4}([-. \t\n\u00a0\u2007\u2009\u202f])[0-9]{6}\3[0-9]{4,5})(?![0-9A-Za-z])',
      'g') as hit (parts)
    cross join lateral (select regexp_replace(hit.parts[1], '[^0-9]', '', 'g')) as run (digits)
    -- Visa; Mastercard; American Express; Diners Club; Discover, UnionPay and JCB.
    where run.digits ~ ('^(4([0-9]{15}|[0-9]{18})'
        || '|(5[1-5][0-9]{4}|222[1-9][0-9]{2}|22[3-9][0-9]{3}|2[3-6][0-9]{4}|27[01][0-9]{3}'
        || '|2720[0-9]{2})[0-9]{10}'
        || '|3[47][0-9]{13}'
        || '|3(0[0-5]|[689][0-9])([0-9]{11}|[0-9]{13})'
        || '|(6011|64[4-9][0-9]|65[0-9]{2}|62[0-9]{2}|352[89]|35[3-8][0-9])[0-9]{12,15})$')
      and (
        select sum(case when doubled > 9 then doubled - 9 else doubled end) % 10 = 0
        from (
          select substr(run.digits, place, 1)::int
            * (1 + (length(run.digits) - place) % 2) as doubled
          from generate_series(1, length(run.digits)) as place
        ) as one));
end $$;
comment on function kernel.holds_card_number is
  E'@behavior -*\nDoes a text hold the number of a payment card?';
grant execute on function kernel.holds_card_number to tenor_tenant, tenor_operator;
