import { buildSchema, execute, parse, validate, type GraphQLSchema } from 'graphql';
import { json, type DoubleAnswer } from './double-call.ts';

let known: Promise<GraphQLSchema> | undefined;

/** GitHub's public schema, which defines two fields twice; large, and so loaded when it is needed. */
const githubSchema = (): Promise<GraphQLSchema> =>
  (known ??= import('@octokit/graphql-schema').then(({ schema }) =>
    buildSchema(schema.idl, { assumeValidSDL: true }),
  ));

/** Answers of the double by the names of the fields of queries and mutations; what they throw is an error of GraphQL. */
export type GraphQLAnswers = Readonly<Record<string, (parameters: never) => unknown>>;

/**
 * Answers a call of GitHub's GraphQL API.
 * @throws Error when GitHub's schema does not allow the call
 */
export async function answerGraphQL(
  body: Readonly<Record<string, unknown>>,
  answers: GraphQLAnswers,
): Promise<DoubleAnswer> {
  const { query, variables } = body as { query: string; variables: Record<string, unknown> };
  const schema = await githubSchema();
  const document = parse(query);
  const [problem] = validate(schema, document);
  if (problem) throw problem;
  const result = await execute({
    ...{ schema, document, rootValue: answers, variableValues: variables },
  });
  return json(result);
}
