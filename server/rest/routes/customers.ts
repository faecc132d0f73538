import { subsidiaryStatementFile } from "../document_file.ts";
import { routes } from "../route.ts";
import type { Route } from "../route.ts";

const ACCOUNT = {
  account_name: "Acme Corporation",
  account_type: "enterprise",
  primary_contact_email: "ap@acme.example",
  currency: "USD",
  payment_terms: "net_30",
  billing_address: { line1: "1 Main St", city: "New York", state: "NY", country: "US" },
};

// The customer's documents call them accounts here and customers there.
const at = (place: "accounts" | "customers"): Route[] =>
  routes(place === "accounts" ? "Accounts" : "Customers (the same as accounts)", [
    { at: `POST /${place}`, operation: "CreateAccount", role: "sales", example: ACCOUNT },
    { at: `GET /${place}`, operation: "ListAccounts", role: "viewer" },
    { at: `GET /${place}/:id`, operation: "GetAccount", role: "viewer" },
    { at: `PUT /${place}/:id`, operation: "UpdateAccount", role: "sales" },
    { at: `PATCH /${place}/:id`, operation: "UpdateAccount", role: "sales" },
    { at: `DELETE /${place}/:id`, operation: "DeleteAccount", role: "sales" },
    { at: `GET /${place}/:id/hierarchy`, operation: "GetHierarchy", role: "viewer" },
    { at: `GET /${place}/:id/rollup`, operation: "GetAccountRollup", role: "viewer" },
    { at: `GET /${place}/:id/credit`, operation: "GetAccountCredit", role: "viewer" },
    {
      at: `GET /${place}/:id/subsidiary-statement`,
      operation: "GetSubsidiaryStatement",
      role: "viewer",
    },
    {
      at: `GET /${place}/:id/subsidiary-statement/pdf`,
      operation: "GetSubsidiaryStatementFile",
      role: "viewer",
      respond: subsidiaryStatementFile,
    },
    { at: `POST /${place}/:id/hold`, operation: "HoldAccount", role: "finance" },
    { at: `POST /${place}/:id/release`, operation: "ReleaseAccount", role: "finance" },
    { at: `PUT /${place}/:id/addresses/:kind`, operation: "SetAddress", role: "sales" },
    { at: `GET /${place}/:id/contacts`, operation: "ListContacts", role: "viewer" },
    {
      at: `POST /${place}/:id/contacts`,
      operation: "CreateContact",
      role: "sales",
      example: { email: "ap@acme.example", name: "Accounts payable", receives: ["invoices"] },
    },
    { at: `PATCH /${place}/:id/contacts/:contact_id`, operation: "ChangeContact", role: "sales" },
    { at: `DELETE /${place}/:id/contacts/:contact_id`, operation: "RemoveContact", role: "sales" },
    { at: `PUT /${place}/:id/contacts/:kind`, operation: "SetContact", role: "sales" },
  ]);

export const customerRoutes = [...at("accounts"), ...at("customers")];
