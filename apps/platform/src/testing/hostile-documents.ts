/** A Job with one part replaced, as YAML text. */
const job = (spec: string, metadata = 'name: hostile, team: demo'): string =>
  `apiVersion: slipway.dev/v1\nkind: Job\nmetadata: { ${metadata} }\nspec:\n  image: docker.io/library/busybox:1.37\n  command: ["true"]\n${spec}`;

const repeat = (count: number, of: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => of(index)).join('');

/** Nine levels of ten references each: a thousand million values when expanded. */
const laughs = `a0: &a0 [ha, ha]\n${repeat(9, (level) => `a${String(level + 1)}: &a${String(level + 1)} [${Array.from({ length: 10 }, () => `*a${String(level)}`).join(', ')}]\n`)}`;

const paths = [
  '/etc/passwd',
  '../train.py',
  'a/../../b.py',
  '.git/hooks/post-update',
  '.GIT/config',
  'a\\b.py',
  '',
  '.',
  'a//b.py',
  'git~1/x',
  'a/.git ',
  'nul\\0.py',
  'a\u0000b',
  'x'.repeat(2000),
  '~/x'.repeat(400),
];
const names = [
  'Upper',
  'under_score',
  '-lead',
  'trail-',
  'a b',
  'ünïcode',
  'x'.repeat(64),
  '',
  '..',
  'a/b',
  'a.b',
  '"; rm -rf /"',
  '$(id)',
  'a\u202eb',
  'nul\\0',
];
const urls = [
  'file:///etc',
  'ext::sh -c id',
  '--upload-pack=id',
  'http://user:secret@host/x.git',
  'git://host/x',
  'ssh://-oProxyCommand=id/x',
  'javascript:alert(1)',
  ' https://host/x.git',
];
const quantities = ['1GB', '-1', '1,5', 'ten', '1e999', 'NaN', '0x10', '1 Gi', 'Infinity'];
const durations = ['5', '5 minutes', '-1s', '1y', '1h30', '999999999999d', 'PT5M'];
const requirements = [
  '-r /etc/passwd',
  '--index-url=http://evil',
  '-e .',
  'file:///tmp/x',
  'numpy; import os',
  '`id`',
  'a'.repeat(300),
];

/** Inputs that nobody should be able to harm Slipway with: what it is, and the text of a YAML file. */
export const hostileDocuments: readonly { readonly what: string; readonly text: string }[] = [
  { what: 'nothing', text: '' },
  { what: 'only white space', text: ' \n\t\n' },
  { what: 'only a comment', text: '# nothing\n' },
  { what: 'a scalar', text: 'hello' },
  { what: 'a list', text: '- a\n- b\n' },
  { what: 'a YAML bomb', text: laughs },
  { what: 'a YAML bomb inside a Job', text: `${laughs}${job('')}` },
  { what: 'an alias to itself', text: 'a: &a [*a]\n' },
  { what: 'deep nesting in flow style', text: '['.repeat(20_000) + ']'.repeat(20_000) },
  { what: 'deep nesting in block style', text: repeat(2000, (level) => `${' '.repeat(level)}a:\n`) },
  { what: 'a hundred thousand list entries', text: job(`  args: [${repeat(100_000, () => 'x,')}]\n`) },
  {
    what: 'a hundred thousand environment variables',
    text: job(`  env: [${repeat(20_000, (index) => `{name: V${String(index)}, value: x},`)}]\n`),
  },
  {
    what: 'a hundred thousand unknown fields',
    text: job(repeat(60_000, (index) => `  f${String(index)}: 1\n`)),
  },
  { what: 'a thousand documents', text: repeat(1000, () => `---\n${job('')}`) },
  { what: 'a very long line', text: job(`  args: ["${'x'.repeat(900_000)}"]\n`) },
  { what: 'a NUL', text: job('  args: ["a\u0000b"]\n') },
  { what: 'an escaped NUL', text: job('  args: ["a\\0b"]\n') },
  { what: 'control characters', text: job('  args: ["\u0001\u001b[31m"]\n') },
  { what: 'a byte order mark in the middle', text: job('\ufeff  args: [a]\n') },
  { what: 'a lone surrogate', text: job('  args: ["\\ud800"]\n') },
  { what: 'a tab as indentation', text: job('\targs: [a]\n') },
  { what: 'an unclosed quote', text: job('  args: ["a\n') },
  { what: 'an unclosed bracket', text: job('  args: [a, b\n') },
  { what: 'a duplicate key', text: job('  args: [a]\n  args: [b]\n') },
  { what: 'a JavaScript function tag', text: job('  args: [!!js/function "function(){}"]\n') },
  { what: 'a Python object tag', text: job('  args: [!!python/object/apply:os.system ["id"]]\n') },
  { what: 'a custom tag', text: job('  args: !evil [a]\n') },
  { what: 'a merge key', text: job('  <<: { args: [a] }\n') },
  { what: 'a prototype key', text: job('  __proto__: { polluted: true }\n') },
  { what: 'a constructor key', text: job('  constructor: { prototype: { polluted: true } }\n') },
  {
    what: 'an unknown kind',
    text: 'apiVersion: slipway.dev/v1\nkind: Jobb\nmetadata: { name: a, team: demo }\nspec: {}\n',
  },
  {
    what: 'an unknown version',
    text: 'apiVersion: slipway.dev/v9\nkind: Job\nmetadata: { name: a, team: demo }\nspec: {}\n',
  },
  {
    what: 'a Kubernetes object',
    text: 'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ndata: { a: YQ== }\n',
  },
  { what: 'no metadata', text: 'apiVersion: slipway.dev/v1\nkind: Job\nspec: {}\n' },
  { what: 'no spec', text: 'apiVersion: slipway.dev/v1\nkind: Job\nmetadata: { name: a, team: demo }\n' },
  { what: 'an unknown field', text: job('  retires: { limit: 1 }\n') },
  { what: 'a number where text belongs', text: job('  args: [1]\n') },
  { what: 'text where a number belongs', text: job('  replicas: many\n') },
  { what: 'a fraction where a whole number belongs', text: job('  replicas: 1.5\n') },
  { what: 'too many replicas', text: job('  replicas: 100000000\n') },
  { what: 'no replicas', text: job('  replicas: 0\n') },
  { what: 'endless retries', text: job('  retries: { limit: 1e9 }\n') },
  { what: 'a reserved environment variable', text: job('  env: [{ name: SLIPWAY_RUN, value: x }]\n') },
  { what: 'a malformed environment variable', text: job('  env: [{ name: "A=B", value: x }]\n') },
  { what: 'an unknown team', text: job('', 'name: hostile, team: nobody') },
  { what: 'the same Job twice', text: `${job('')}---\n${job('')}` },
  ...paths.map((path) => ({
    what: `the source path ${JSON.stringify(path.slice(0, 20))}`,
    text: job(`  source: { files: [${JSON.stringify(path)}] }\n`),
  })),
  ...paths.slice(0, 8).map((path) => ({
    what: `the artifact path ${JSON.stringify(path.slice(0, 20))}`,
    text: job(`  artifacts: [{ name: a, path: ${JSON.stringify(path)} }]\n`),
  })),
  ...names.map((name) => ({
    what: `the name ${JSON.stringify(name.slice(0, 20))}`,
    text: job('', `name: ${JSON.stringify(name)}, team: demo`),
  })),
  ...urls.map((url) => ({
    what: `the git url ${url}`,
    text: job(`  source: { git: { url: ${JSON.stringify(url)}, revision: main } }\n`),
  })),
  ...['--exec=id', 'a b', '', 'a..b', '@{u}', 'x\\ny'].map((revision) => ({
    what: `the git revision ${JSON.stringify(revision)}`,
    text: job(`  source: { git: { url: "https://host/x.git", revision: "${revision}" } }\n`),
  })),
  ...quantities.map((quantity) => ({
    what: `the quantity ${quantity}`,
    text: job(`  resources: { memory: ${JSON.stringify(quantity)} }\n`),
  })),
  ...durations.map((duration) => ({
    what: `the duration ${duration}`,
    text: job(`  timeout: ${JSON.stringify(duration)}\n`),
  })),
  ...requirements.map((requirement) => ({
    what: `the requirement ${requirement.slice(0, 20)}`,
    text: job(`  python: { requirements: [${JSON.stringify(requirement)}] }\n`),
  })),
];
