import { readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { cachedFolder, unpackFile, type PackedFile } from '@slipway/testing';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';

/** GitHub's own description of its REST API. */
const carrier: PackedFile = {
  package: '@octokit/openapi@23.0.2',
  integrity:
    'sha512-pV8M7L9GY23AybNvTmo2nyjmpmnt6+2sRE/tqr0ZLQcPS4lnw7u5eZGNmwRNkBC3D7gZXbFx5AHzLUVRBXGDhg==',
  file: 'generated/api.github.com.json',
};

interface Reference {
  readonly $ref?: string;
}
interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: object;
}
interface Operation {
  readonly parameters?: readonly (Parameter & Reference)[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<Record<string, Reference & { readonly content?: object }>>;
}
interface Example {
  readonly value: Record<string, unknown>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A call of the API as the description knows it. */
export interface DescribedCall {
  /** `GET /repos/{owner}/{repo}/pulls/{pull_number}` */
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const lenient = { strict: false, validateFormats: false, allErrors: true } as const;

/** What GitHub's description says of its API: which calls there are, what they take, and what they answer. */
export class GitHubDescription {
  static #loaded: Promise<GitHubDescription> | undefined;
  readonly #document: Document;
  readonly #ajv = new Ajv(lenient);
  /** Of a query, where everything is text. */
  readonly #ajvOfText = new Ajv({ ...lenient, coerceTypes: true });
  readonly #validators = new Map<string, ValidateFunction>();
  readonly #patterns: readonly { readonly path: string; readonly pattern: RegExp }[];

  private constructor(document: Document) {
    this.#document = document;
    // Not as a schema of its own, which would be looked through whole: components alone are referred to.
    const schemas = asJsonSchema(document.components.schemas);
    for (const ajv of [this.#ajv, this.#ajvOfText])
      ajv.addSchema({ components: { schemas } }, 'github', undefined, false);
    this.#patterns = Object.keys(document.paths)
      .toSorted((one, other) => one.split('{').length - other.split('{').length)
      .map((template) => ({ path: template, pattern: patternOf(template) }));
  }

  static load(): Promise<GitHubDescription> {
    return (this.#loaded ??= read().then((document) => new GitHubDescription(document)));
  }

  /** The call that a request is. @throws Error when there is none such. */
  find(method: string, pathname: string): DescribedCall {
    for (const { path: template, pattern } of this.#patterns) {
      const match = pattern.exec(pathname);
      if (match && this.#document.paths[template]?.[method.toLowerCase()])
        return { operation: `${method} ${template}`, parameters: decoded(match.groups) };
    }
    throw new Error(`GitHub has no call ${method} ${pathname}`);
  }

  /** @throws Error when the call does not take such a query or body. */
  checkRequest(operation: string, query: URLSearchParams, body: unknown): void {
    const { parameters = [], requestBody } = this.#operation(operation);
    const known = new Map(
      parameters.map((parameter) => this.#resolved<Parameter>(parameter)).map((each) => [each.name, each]),
    );
    for (const [name, value] of query) {
      const parameter = known.get(name);
      if (parameter?.in !== 'query') throw new Error(`${operation} takes no ${name} in its query`);
      this.#check(`${operation} ?${name}`, parameter.schema, value, this.#ajvOfText);
    }
    const schema = requestBody?.content['application/json']?.schema;
    if (schema === undefined) {
      if (body !== undefined) throw new Error(`${operation} takes no body`);
      return;
    }
    this.#check(`${operation} body`, { ...schema, additionalProperties: false }, body ?? {});
  }

  /** @throws Error when GitHub would not answer like this. */
  checkAnswer(operation: string, status: number, body: unknown): void {
    const { responses } = this.#operation(operation);
    const response = responses[String(status)];
    // It answers so wherever there is nothing, whether the description says it or not.
    if (!response && status === 404) return;
    if (!response) throw new Error(`${operation} never answers with ${String(status)}`);
    const content = this.#resolved<{ content?: Record<string, { schema: object }> }>(response).content;
    const schema = content?.['application/json']?.schema;
    if (schema) this.#check(`${operation} ${String(status)}`, schema, body);
  }

  /** An answer as the description shows it. */
  example(name: string): Record<string, unknown> {
    const found = this.#document.components.examples?.[name] as Example | undefined;
    if (!found) throw new Error(`GitHub's description has no example ${name}`);
    return structuredClone(found.value);
  }

  /** Names of the fields of a schema among the components. */
  fieldsOf(schema: string): readonly string[] {
    const found = this.#document.components.schemas?.[schema] as { readonly properties?: object } | undefined;
    return Object.keys(found?.properties ?? {});
  }

  #operation(operation: string): Operation {
    const [method = '', template = ''] = operation.split(' ');
    const found = this.#document.paths[template]?.[method.toLowerCase()];
    if (!found) throw new Error(`GitHub has no call ${operation}`);
    return found;
  }

  #resolved<T>(value: Reference | T): T {
    const reference = (value as Reference).$ref;
    if (reference === undefined) return value as T;
    const [, , section = '', name = ''] = reference.split('/');
    return this.#document.components[section]?.[name] as T;
  }

  #check(what: string, schema: object, value: unknown, ajv = this.#ajv): void {
    let validator = this.#validators.get(what);
    if (!validator) {
      validator = ajv.compile(withOwnReferences(schema));
      this.#validators.set(what, validator);
    }
    if (!validator({ value })) throw new Error(`${what}: ${problems(validator.errors)}`);
  }
}

async function read(): Promise<Document> {
  const folder = await cachedFolder('github-openapi/23.0.2', async (making) => {
    await rename(await unpackFile(carrier, making), path.join(making, 'api.github.com.json'));
    await rm(path.join(making, 'package'), { recursive: true });
  });
  return JSON.parse(await readFile(path.join(folder, 'api.github.com.json'), 'utf8')) as Document;
}

const decoded = (parameters: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, decodeURIComponent(value)]));

/** A schema of the value, whose references name components. */
function withOwnReferences(schema: object): object {
  const text = JSON.stringify({ type: 'object', properties: { value: asJsonSchema(schema) } });
  return JSON.parse(text.replaceAll('"#/components/', '"github#/components/')) as object;
}

/** OpenAPI 3.0 says `nullable` where JSON Schema has another type. */
function asJsonSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(asJsonSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, ...rest } = schema as { readonly nullable?: unknown };
  const fields = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, asJsonSchema(value)]));
  if (nullable === true) return { anyOf: [{ type: 'null' }, fields] };
  return typeof nullable === 'object' ? { ...fields, nullable: asJsonSchema(nullable) } : fields;
}

function patternOf(template: string): RegExp {
  const source = template.replaceAll(/[.+]/g, '\\$&').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return new RegExp(`^${source}$`);
}

const problems = (errors: readonly ErrorObject[] | null | undefined): string =>
  (errors ?? [])
    .slice(0, 5)
    .map(({ instancePath, message = '', params }) => `${instancePath} ${message} ${JSON.stringify(params)}`)
    .join('; ');
