CREATE TABLE customers (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  name VARCHAR(255) NOT NULL,
  email VARCHAR(255) UNIQUE NOT NULL,
  company VARCHAR(255),
  billing_address_line1 VARCHAR(255),
  billing_address_line2 VARCHAR(255),
  billing_city VARCHAR(100),
  billing_state VARCHAR(100),
  billing_postal_code VARCHAR(20),
  billing_country VARCHAR(2), -- ISO 3166-1 alpha-2
  payment_terms VARCHAR(50) DEFAULT 'net_30', -- net_30, net_60, due_on_receipt
  currency VARCHAR(3) DEFAULT 'USD', -- ISO 4217
  tax_id VARCHAR(100), -- VAT/EIN
  status VARCHAR(20) DEFAULT 'active', -- active, suspended, closed
  created_at TIMESTAMP DEFAULT NOW(),
  updated_at TIMESTAMP DEFAULT NOW(),
  deleted_at TIMESTAMP -- Soft delete
);

CREATE INDEX idx_customers_email ON customers(email);
CREATE INDEX idx_customers_status ON customers(status);
