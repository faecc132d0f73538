import { routes } from "../route.ts";

export const searchRoutes = routes("Search", [
  { at: "GET /search", operation: "Search", role: "viewer" },
]);
