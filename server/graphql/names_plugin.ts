// How things of the database are called in the API: no schema, no tenant, plain nouns.
import "postgraphile";
import { TENANT_COLUMN } from "./tenant_key_plugin.ts";

const ANALYTICS_SCHEMA = "analytics";

// Known before the first input type is named; filled when the schema is built.
const compositeInputs = new Set<string>();

interface Attribute {
  attributeName: string;
}

export const NamesPlugin: GraphileConfig.Plugin = {
  name: "NamesPlugin",
  version: "1.0.0",
  after: ["PgSimplifyInflectionPlugin", "PgAttributesPlugin"],
  inflection: {
    replace: {
      // Names are unique across contexts; only the views for analysts repeat those of the tables.
      _schemaPrefix: (_previous, _options, { pgNamespace }) =>
        pgNamespace.nspname === ANALYTICS_SCHEMA ? `${ANALYTICS_SCHEMA}_` : "",

      functionResourceName(previous, _options, details) {
        const name = previous!(details);
        return details.pgProc.getTags().name ? name : details.pgProc.proname;
      },

      // A composite type `contract_line_input` is an input already, and takes the name before the
      // input of a row of `contract_lines`.
      inputType(previous, _options, name) {
        if (name.endsWith("InputRecord")) return name.slice(0, -"Record".length);
        return previous!(compositeInputs.has(`${name}Input`) ? `${name}Row` : name);
      },

      // Without the Node interface `id` is free for the row's own id.
      _attributeName(previous, _options, details) {
        return previous!({ ...details, skipRowId: true });
      },

      _joinAttributeNames(previous, _options, codec, names) {
        return previous!(
          codec,
          names.filter((name) => name !== TENANT_COLUMN),
        );
      },

      // A key that carries a currency or a kind along is still named for the id in it.
      _getBaseNameFromKeys(previous, _options, keys) {
        const own = keys.filter(({ attributeName }: Attribute) => attributeName !== TENANT_COLUMN);
        const ids = own.filter(({ attributeName }: Attribute) => attributeName.endsWith("_id"));
        return previous!(ids.length > 0 ? ids : own);
      },

      // `invoice_items` of an invoice are its items, `contract_line_terms` of a line its terms.
      _manyRelation(previous, _options, details) {
        const { registry, codec, relationName } = details;
        const relation = registry.pgRelations[codec.name]![relationName]!;
        const owner = this.tableType(codec);
        const key = this.upperCamelCase(relation.remoteAttributes.join("-"));
        const isOwn = key.endsWith("Id") && `${owner}Id`.endsWith(key);
        if (relation.extensions?.tags?.foreignFieldName || !isOwn) return previous!(details);
        const child = this.tableType(relation.remoteResource.codec);
        const part = child.slice(owner.length);
        const isPart = child.startsWith(owner) && /^[A-Z]/.test(part);
        return this.camelCase(this.distinctPluralize(isPart ? part : child));
      },

      // A command answers with the noun it returns: `finalizeInvoice { invoice { … } }`.
      functionMutationResultFieldName(previous, _options, details) {
        const { resource } = details;
        const codec = resource.codec.arrayOfCodec ?? resource.codec;
        if (resource.extensions?.tags?.resultFieldName || !codec.attributes || codec.isAnonymous) {
          return previous!(details);
        }
        const noun = this._singularizedCodecName(codec);
        const isMany = !resource.isUnique || Boolean(resource.codec.arrayOfCodec);
        return this.camelCase(isMany ? this.distinctPluralize(noun) : noun);
      },
    },
  },
  schema: {
    hooks: {
      build(build) {
        for (const codec of Object.values(build.input.pgRegistry.pgCodecs)) {
          if (!codec.attributes || !/(_i|I)nput$/.test(codec.name)) continue;
          compositeInputs.add(build.inflection.upperCamelCase(codec.name));
        }
        return build;
      },
    },
  },
};
