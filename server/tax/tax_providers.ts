import type { Config } from "../config.ts";
import { openStripeTax } from "../gateways/stripe_tax_gateway.ts";
import type { ProviderName, TaxProvider } from "./tax_provider.ts";

const OPENERS: Record<ProviderName, (config: Config) => TaxProvider> = { stripe: openStripeTax };

/** Once for each task: providers hold no connection of their own. */
export function taxProviders(config: Config): (name: ProviderName) => TaxProvider {
  const open = new Map<ProviderName, TaxProvider>();
  return (name) => {
    const provider = open.get(name) ?? OPENERS[name](config);
    open.set(name, provider);
    return provider;
  };
}
