// Generates the client preset's TypeScript for everybody's operations into ./generated.
import { generate } from "@graphql-codegen/cli";

await generate(
  {
    cwd: import.meta.dirname,
    schema: "../../../schema.graphql",
    documents: ["../../stories/*.graphql", "../../../gateway/ide/examples/*.graphql", "./app.ts", "./Shelf.tsx"],
    generates: {
      "./generated/": {
        preset: "client",
        config: {
          strictScalars: true,
          useTypeImports: true,
          enumsAsTypes: true,
          scalars: {
            BigInt: "number",
            CountryCode: "string",
            CurrencyCode: "string",
            Date: "string",
            DateTime: "string",
            Decimal: "string",
            GTIN: "string",
            Quantity: "number",
            UnitCode: "string",
            URL: "string",
          },
        },
      },
    },
    silent: true,
  },
  true,
);
