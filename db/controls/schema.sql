create schema if not exists controls;
comment on schema controls is 'What nobody does alone: incompatible acts, and policies about them.';
grant usage on schema controls to tenor_viewer;
