// Graphile asks for its mode before anything else of it is loaded, and complains without an answer.
process.env["GRAPHILE_ENV"] ??= "production";
