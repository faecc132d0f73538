import { routes } from "../route.ts";

const ORDER = {
  account_id: "0198a000-0000-7000-8000-000000000001",
  po_number: "PO-ACME-2026-045",
  po_amount: 150000,
  valid_from: "2026-01-01",
  valid_until: "2026-12-31",
  approval_required: true,
};

export const purchaseOrderRoutes = routes("Purchase orders", [
  { at: "POST /purchase-orders", operation: "CreatePurchaseOrder", role: "sales", example: ORDER },
  { at: "GET /purchase-orders", operation: "ListPurchaseOrders", role: "viewer" },
  { at: "GET /purchase-orders/:id", operation: "GetPurchaseOrder", role: "viewer" },
  { at: "PUT /purchase-orders/:id", operation: "UpdatePurchaseOrder", role: "sales" },
  { at: "PATCH /purchase-orders/:id", operation: "UpdatePurchaseOrder", role: "sales" },
  { at: "POST /purchase-orders/:id/submit", operation: "SubmitPurchaseOrder", role: "sales" },
  { at: "POST /purchase-orders/:id/approve", operation: "ApprovePurchaseOrder", role: "approver" },
  {
    at: "POST /purchase-orders/:id/reject",
    operation: "RejectPurchaseOrder",
    role: "approver",
    example: { reason: "The signature is missing" },
  },
]);
