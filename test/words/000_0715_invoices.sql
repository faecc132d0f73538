CREATE TABLE invoices (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  invoice_number VARCHAR(50) UNIQUE NOT NULL,

  -- B2B Relationships
  account_id UUID REFERENCES accounts(id) NOT NULL,
  contract_id UUID REFERENCES contracts(id), -- Link to contract (null if ad-hoc)
  purchase_order_number VARCHAR(100), -- Customer PO number

  -- Invoice Dates
  issue_date DATE NOT NULL,
  due_date DATE NOT NULL,
  period_start DATE, -- Billing period start
  period_end DATE, -- Billing period end

  -- Amounts
  subtotal DECIMAL(12, 2) NOT NULL DEFAULT 0,
  tax DECIMAL(12, 2) NOT NULL DEFAULT 0,
  discount DECIMAL(12, 2) NOT NULL DEFAULT 0,
  total DECIMAL(12, 2) NOT NULL DEFAULT 0,
  currency VARCHAR(3) DEFAULT 'USD',

  -- Payment Status
  status VARCHAR(20) DEFAULT 'draft', -- draft, sent, paid, partially_paid, overdue, void, cancelled
  paid_amount DECIMAL(12, 2) DEFAULT 0,
  paid_date DATE,

  -- Billing Type
  billing_type VARCHAR(50) DEFAULT 'recurring', -- recurring, one_time, adjustment

  -- Enterprise Features
  consolidated BOOLEAN DEFAULT false, -- Is this a consolidated invoice?
  parent_invoice_id UUID REFERENCES invoices(id), -- For consolidated billing

  -- Notes & Metadata
  notes TEXT,
  internal_notes TEXT, -- Internal notes (not shown to customer)
  metadata JSONB,

  created_at TIMESTAMP DEFAULT NOW(),
  updated_at TIMESTAMP DEFAULT NOW()
);

CREATE INDEX idx_invoices_account ON invoices(account_id);
CREATE INDEX idx_invoices_contract ON invoices(contract_id);
CREATE INDEX idx_invoices_status ON invoices(status);
CREATE INDEX idx_invoices_due_date ON invoices(due_date);
CREATE INDEX idx_invoices_po ON invoices(purchase_order_number);
