CREATE TABLE contracts (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  contract_number VARCHAR(100) UNIQUE NOT NULL,
  account_id UUID REFERENCES accounts(id) NOT NULL,

  -- Contract Terms
  start_date DATE NOT NULL,
  end_date DATE NOT NULL,
  contract_value DECIMAL(12, 2) NOT NULL, -- Total contract value (TCV)
  billing_frequency VARCHAR(50) DEFAULT 'annual', -- monthly, quarterly, annual, custom

  -- Seat-Based Licensing
  seat_count INT, -- Number of licenses/users
  committed_seats INT, -- Minimum committed seats
  seat_price DECIMAL(10, 2), -- Price per seat

  -- Payment Terms
  payment_terms VARCHAR(50) DEFAULT 'net_30',
  billing_in_advance BOOLEAN DEFAULT true, -- Bill at start of period

  -- Auto-Renewal
  auto_renew BOOLEAN DEFAULT true,
  renewal_notice_days INT DEFAULT 90, -- Alert N days before renewal

  -- Status
  status VARCHAR(20) DEFAULT 'active', -- draft, active, expired, cancelled

  -- Metadata
  notes TEXT,
  metadata JSONB,
  created_at TIMESTAMP DEFAULT NOW(),
  updated_at TIMESTAMP DEFAULT NOW()
);

CREATE INDEX idx_contracts_account ON contracts(account_id);
CREATE INDEX idx_contracts_status ON contracts(status);
CREATE INDEX idx_contracts_end_date ON contracts(end_date); -- For renewal tracking
