CREATE TABLE accounts (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  parent_account_id UUID REFERENCES accounts(id), -- For hierarchical structures
  account_name VARCHAR(255) NOT NULL,
  account_type VARCHAR(50) DEFAULT 'enterprise', -- enterprise, mid-market, smb
  primary_contact_email VARCHAR(255) NOT NULL,
  billing_contact_name VARCHAR(255),
  billing_contact_email VARCHAR(255),
  company_size VARCHAR(50), -- 1-50, 51-200, 201-1000, 1000+
  industry VARCHAR(100),

  -- Billing Address
  billing_address_line1 VARCHAR(255),
  billing_address_line2 VARCHAR(255),
  billing_city VARCHAR(100),
  billing_state VARCHAR(100),
  billing_postal_code VARCHAR(20),
  billing_country VARCHAR(2), -- ISO 3166-1 alpha-2

  -- Payment Configuration
  payment_terms VARCHAR(50) DEFAULT 'net_30', -- net_30, net_60, net_90, custom
  payment_terms_days INT DEFAULT 30,
  currency VARCHAR(3) DEFAULT 'USD', -- ISO 4217
  tax_id VARCHAR(100), -- VAT/EIN/Tax Registration

  -- Credit Management
  credit_limit DECIMAL(12, 2),
  credit_hold BOOLEAN DEFAULT false,

  -- Account Status
  status VARCHAR(20) DEFAULT 'active', -- active, suspended, closed, pending

  -- Metadata
  metadata JSONB, -- Custom fields
  created_at TIMESTAMP DEFAULT NOW(),
  updated_at TIMESTAMP DEFAULT NOW(),
  deleted_at TIMESTAMP -- Soft delete
);

CREATE INDEX idx_accounts_parent ON accounts(parent_account_id);
CREATE INDEX idx_accounts_status ON accounts(status);
CREATE INDEX idx_accounts_type ON accounts(account_type);
