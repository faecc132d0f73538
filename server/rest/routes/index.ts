// Every route of the REST interface, in the order of the API document.
import { analyticsRoutes } from "./analytics.ts";
import { auditRoutes } from "./audit.ts";
import { billingRoutes } from "./billing.ts";
import { catalogRoutes } from "./catalog.ts";
import { controlRoutes } from "./controls.ts";
import { currencyRoutes } from "./currencies.ts";
import { customerRoutes } from "./customers.ts";
import { eventRoutes } from "./events.ts";
import { ledgerRoutes } from "./ledger.ts";
import { paymentRoutes } from "./payments.ts";
import { purchaseOrderRoutes } from "./purchase_orders.ts";
import { salesRoutes } from "./sales.ts";
import { searchRoutes } from "./search.ts";
import { taxRoutes } from "./tax.ts";
import { tenancyRoutes } from "./tenancy.ts";
import { webhookRoutes } from "./webhooks.ts";

export const ALL_ROUTES = [
  ...tenancyRoutes,
  ...currencyRoutes,
  ...customerRoutes,
  ...catalogRoutes,
  ...salesRoutes,
  ...purchaseOrderRoutes,
  ...taxRoutes,
  ...billingRoutes,
  ...paymentRoutes,
  ...ledgerRoutes,
  ...searchRoutes,
  ...analyticsRoutes,
  ...webhookRoutes,
  ...eventRoutes,
  ...auditRoutes,
  ...controlRoutes,
];
