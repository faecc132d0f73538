CREATE TABLE purchase_orders (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  po_number VARCHAR(100) UNIQUE NOT NULL,
  account_id UUID REFERENCES accounts(id) NOT NULL,
  contract_id UUID REFERENCES contracts(id),

  -- PO Details
  po_amount DECIMAL(12, 2) NOT NULL,
  currency VARCHAR(3) DEFAULT 'USD',
  valid_from DATE NOT NULL,
  valid_until DATE NOT NULL,

  -- Approval Workflow
  status VARCHAR(20) DEFAULT 'pending', -- pending, approved, rejected, expired
  approval_required BOOLEAN DEFAULT false,
  approved_by VARCHAR(255),
  approved_at TIMESTAMP,

  -- Usage Tracking
  amount_invoiced DECIMAL(12, 2) DEFAULT 0,
  amount_remaining DECIMAL(12, 2),

  -- Metadata
  notes TEXT,
  metadata JSONB,
  created_at TIMESTAMP DEFAULT NOW(),
  updated_at TIMESTAMP DEFAULT NOW()
);

CREATE INDEX idx_po_account ON purchase_orders(account_id);
CREATE INDEX idx_po_number ON purchase_orders(po_number);
CREATE INDEX idx_po_status ON purchase_orders(status);
