import { routes } from "../route.ts";

const TIERS = [
  { up_to: 50, unit_price: 99.9 },
  { up_to: 200, unit_price: 89.9 },
  { up_to: null, unit_price: 79.9 },
];

export const catalogRoutes = routes("Catalog", [
  {
    at: "POST /products",
    operation: "CreateProduct",
    role: "sales",
    example: {
      name: "CRM Enterprise",
      sku: "crm-enterprise",
      pricing_model: "volume",
      tiers: TIERS,
      price_interval: "month",
    },
  },
  { at: "GET /products", operation: "ListProducts", role: "viewer" },
  { at: "GET /products/:id", operation: "GetProduct", role: "viewer" },
  { at: "PUT /products/:id", operation: "UpdateProduct", role: "sales" },
  { at: "PATCH /products/:id", operation: "UpdateProduct", role: "sales" },
  {
    at: "POST /products/:id/prices",
    operation: "AddPrice",
    role: "sales",
    example: { pricing_model: "per_unit", unit_price: 109.9, valid_from: "2027-01-01" },
  },
  {
    at: "POST /prices/preview",
    operation: "PreviewPrice",
    role: "viewer",
    status: 200,
    example: { pricing_model: "volume", tiers: TIERS, quantity: 100, currency: "USD" },
  },
  {
    at: "POST /discounts",
    operation: "CreateDiscount",
    role: "sales",
    example: {
      name: "Launch offer",
      code: "LAUNCH-20",
      percent: 20,
      duration: "repeating",
      duration_months: 3,
      valid_to: "2026-12-31",
      max_redemptions: 100,
      max_redemptions_per_account: 1,
    },
  },
  { at: "GET /discounts", operation: "ListDiscounts", role: "viewer" },
  { at: "GET /discounts/:id", operation: "GetDiscount", role: "viewer" },
  { at: "PUT /discounts/:id", operation: "UpdateDiscount", role: "sales" },
  { at: "PATCH /discounts/:id", operation: "UpdateDiscount", role: "sales" },
  { at: "DELETE /discounts/:id", operation: "ArchiveDiscount", role: "sales" },
]);
