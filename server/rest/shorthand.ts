// What may be written short: a bare value stands for one field of an object, the others left out.
import type { GraphQLInputObjectType } from "graphql";
import type { InputField } from "./inputs.ts";

const FIELD_FOR_BARE_VALUES: Record<string, string> = {
  CoveredAccountInput: "accountId",
  MinimumCommitmentInput: "amount",
};

/** The field that a bare value stands for; undefined where only an object will do. */
export function shorthandOf(type: GraphQLInputObjectType): InputField | undefined {
  return type.getFields()[FIELD_FOR_BARE_VALUES[type.name] ?? ""];
}
