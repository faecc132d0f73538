create schema if not exists analytics;
comment on schema analytics is
  'What it all means: views for analysts, documented column by column, and reports.';
grant usage on schema analytics to tenor_viewer, tenor_analyst;
