CREATE TABLE products (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  name VARCHAR(255) NOT NULL,
  description TEXT,
  sku VARCHAR(100) UNIQUE,

  -- Pricing Model
  pricing_model VARCHAR(50) NOT NULL, -- seat_based, flat_fee, volume_tiered, custom
  base_price DECIMAL(10, 2), -- Base price or per-seat price
  currency VARCHAR(3) DEFAULT 'USD',

  -- Seat-Based Configuration
  min_seats INT DEFAULT 1, -- Minimum seats required
  max_seats INT, -- Maximum seats allowed (null = unlimited)
  seat_increment INT DEFAULT 1, -- Must buy in increments (e.g., 5, 10)

  -- Volume Discount Tiers (JSONB for flexibility)
  volume_tiers JSONB, -- [{ "min": 1, "max": 50, "price": 99 }, { "min": 51, "max": 200, "price": 89 }]

  -- Billing Configuration
  billing_interval VARCHAR(20), -- month, quarter, year (for recurring)

  -- Product Status
  active BOOLEAN DEFAULT true,
  is_addon BOOLEAN DEFAULT false, -- Is this an add-on product?

  -- Metadata
  metadata JSONB, -- Custom fields
  created_at TIMESTAMP DEFAULT NOW(),
  updated_at TIMESTAMP DEFAULT NOW()
);

CREATE INDEX idx_products_pricing_model ON products(pricing_model);
CREATE INDEX idx_products_active ON products(active);
