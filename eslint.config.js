// What the compiler does not see. Types and unused names are its business, layout is prettier's.
import js from "@eslint/js";
import parser from "@babel/eslint-parser";

export default [
  { ignores: ["node_modules", "docs", "**/*.html"] },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    languageOptions: {
      parser,
      parserOptions: {
        requireConfigFile: false,
        babelOptions: {
          configFile: false,
          babelrc: false,
          parserOpts: { plugins: ["typescript"] },
        },
      },
    },
    rules: {
      "no-undef": "off",
      "no-unused-vars": "off",
      "no-redeclare": "off",
      "no-dupe-class-members": "off",
      "no-control-regex": "off",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-var": "error",
      "prefer-const": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-throw-literal": "error",
      "no-return-assign": "error",
      "no-self-compare": "error",
      "no-template-curly-in-string": "error",
      "no-promise-executor-return": "off",
      "object-shorthand": "error",
      "default-case-last": "error",
    },
  },
];
