do $$
begin
  if to_regtype('kernel.claim') is null then
    create type kernel.claim as (
      place int,
      claimant uuid,
      family uuid,
      pot uuid,
      amount numeric,
      room numeric
    );
  end if;
end $$;
comment on type kernel.claim is
  'That somebody wants so much of a pot. One place may claim from several pots: it is met by all '
  'or not at all. Pots of different families share no place.';
comment on column kernel.claim.place is 'Its turn.';
comment on column kernel.claim.claimant is
  'Whose later claims fall with this one; null if each stands for itself.';
comment on column kernel.claim.family is 'Pots that one place may claim from together.';
comment on column kernel.claim.pot is 'What it wants a part of.';
comment on column kernel.claim.amount is 'How much; nothing is always met.';
comment on column kernel.claim.room is 'How much is in the pot before the first claim.';
