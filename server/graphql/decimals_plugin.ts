// Money and other exact numbers are decimal strings. A JSON number has been through a binary
// float before it gets here, so it is refused; a literal in the document still has its digits.
import "postgraphile";
import { GraphQLError, Kind, type ValueNode } from "postgraphile/graphql";

const DECIMAL = /^-?\d{1,30}(\.\d{1,20})?$/;

const parseDecimal = (value: unknown): string => {
  if (typeof value === "string" && DECIMAL.test(value)) return value;
  throw new GraphQLError('A number is a decimal string, for example "1250.00".');
};

const parseLiteral = (node: ValueNode): string => {
  const hasDigits = node.kind === Kind.INT || node.kind === Kind.FLOAT || node.kind === Kind.STRING;
  return parseDecimal(hasDigits ? node.value : undefined);
};

interface Codec {
  name: string;
  domainOfCodec?: Codec;
}

const isNumeric = ({ name, domainOfCodec }: Codec): boolean =>
  name === "numeric" || (domainOfCodec !== undefined && isNumeric(domainOfCodec));

export const DecimalsPlugin: GraphileConfig.Plugin = {
  name: "DecimalsPlugin",
  version: "1.0.0",
  schema: {
    hooks: {
      GraphQLScalarType(config, build) {
        const { inflection, input } = build;
        const isDecimal =
          config.name === inflection.builtin("BigFloat") ||
          Object.values(input.pgRegistry.pgCodecs).some(
            (codec) =>
              codec.domainOfCodec &&
              isNumeric(codec as Codec) &&
              inflection.scalarCodecTypeName(codec as never) === config.name,
          );
        if (!isDecimal) return config;
        const description = 'An exact decimal number as a string, for example "1250.00".';
        return { ...config, description, parseValue: parseDecimal, parseLiteral };
      },
    },
  },
};
