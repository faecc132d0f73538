CREATE TABLE products (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  name VARCHAR(255) NOT NULL,
  description TEXT,
  type VARCHAR(50) NOT NULL, -- one_time, recurring, metered
  price DECIMAL(10, 2),
  currency VARCHAR(3) DEFAULT 'USD',
  billing_interval VARCHAR(20), -- month, year (for recurring)
  unit VARCHAR(50), -- GB, API_calls, seats (for metered)
  active BOOLEAN DEFAULT true,
  metadata JSONB, -- Custom fields
  created_at TIMESTAMP DEFAULT NOW(),
  updated_at TIMESTAMP DEFAULT NOW()
);

CREATE INDEX idx_products_type ON products(type);
CREATE INDEX idx_products_active ON products(active);
